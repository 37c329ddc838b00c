//! Clients who order one after the other, all of them at once, until they are asked to stop.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use actix_web::rt::task::JoinHandle;

use crate::House;
use crate::kit::trade::SEVER;
use crate::reading::one;

/// The most orders of one client.
const MOST: usize = 200;

/// The clients, and the numbers that each of them was told.
pub struct Crowd {
    is_over: Arc<AtomicBool>,
    told: Arc<Mutex<Vec<Vec<String>>>>,
    clients: Vec<JoinHandle<()>>,
}

impl Crowd {
    /// So many clients, who begin at once.
    pub async fn gather(house: &House, count: usize) -> Self {
        let mut crowd =
            Self { is_over: Arc::default(), told: Arc::new(Mutex::new(vec![Vec::new(); count])), clients: Vec::new() };
        for n in 0..count {
            let (client, is_over, told) = (house.api(SEVER).await, crowd.is_over.clone(), crowd.told.clone());
            crowd.clients.push(actix_web::rt::spawn(async move {
                for round in 0..MOST {
                    if is_over.load(Ordering::Acquire) {
                        break;
                    }
                    let answer = client.order(&format!("{n}-{round}"), one("BK-1", "10")).await.expect(201);
                    let number = answer.json()["number"].as_str().expect("a number").to_owned();
                    told.lock().expect("the lists")[n].push(number);
                }
            }));
        }
        crowd
    }

    /// What was acknowledged until now, client by client.
    pub fn numbers(&self) -> Vec<Vec<String>> {
        self.told.lock().expect("the lists").clone()
    }

    /// How many orders were acknowledged until now.
    pub fn count(&self) -> usize {
        self.numbers().iter().map(Vec::len).sum()
    }

    /// Everybody ends the order that he is at; what was acknowledged by then.
    pub async fn part(self) -> Vec<Vec<String>> {
        self.is_over.store(true, Ordering::Release);
        for client in self.clients {
            client.await.expect("a client");
        }
        self.told.lock().expect("the lists").clone()
    }
}
