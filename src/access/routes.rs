//! The table of routes. A door whose first argument is not a [`May`] cannot stand in it, so no route is without a right.

use std::future::Future;

use actix_web::http::{Method, header};
use actix_web::{FromRequest, Handler, HttpResponse, Responder, guard, web};

use super::gate::May;
use super::permission::{Permission, Right};

/// Arguments of a door that begin with a [`May`].
pub trait Guarded {
    /// The right it asks for.
    const RIGHT: Right;
}

macro_rules! guarded {
    ($($more:ident),*) => { impl<P: Permission, $($more),*> Guarded for (May<P>, $($more,)*) { const RIGHT: Right = P::RIGHT; } };
}
guarded!();
guarded!(A);
guarded!(A, B);
guarded!(A, B, C);
guarded!(A, B, C, D);

/// One line of the table.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Line {
    /// The path with its parameters.
    pub path: &'static str,
    /// The method.
    pub method: String,
    /// The right it asks for.
    pub right: Right,
}

/// All routes of the house.
#[derive(Default)]
pub struct Routes {
    doors: Vec<(Line, actix_web::Route)>,
}

impl Routes {
    fn add<F, Args>(&mut self, method: Method, path: &'static str, door: F)
    where
        F: Handler<Args>,
        Args: FromRequest + Guarded + 'static,
        F::Output: Responder + 'static,
        F::Future: Future,
    {
        let line = Line { path, method: method.to_string(), right: Args::RIGHT };
        let route = if method == Method::GET {
            web::route().guard(guard::Any(guard::Get()).or(guard::Head()))
        } else {
            web::method(method)
        };
        self.doors.push((line, route.to(door)));
    }

    /// A door for GET and, without its body, for HEAD.
    pub fn get<F, Args>(&mut self, path: &'static str, door: F)
    where
        F: Handler<Args>,
        Args: FromRequest + Guarded + 'static,
        F::Output: Responder + 'static,
    {
        self.add(Method::GET, path, door);
    }

    /// A door for POST.
    pub fn post<F, Args>(&mut self, path: &'static str, door: F)
    where
        F: Handler<Args>,
        Args: FromRequest + Guarded + 'static,
        F::Output: Responder + 'static,
    {
        self.add(Method::POST, path, door);
    }

    /// A door for PUT.
    pub fn put<F, Args>(&mut self, path: &'static str, door: F)
    where
        F: Handler<Args>,
        Args: FromRequest + Guarded + 'static,
        F::Output: Responder + 'static,
    {
        self.add(Method::PUT, path, door);
    }

    /// A door for DELETE.
    pub fn delete<F, Args>(&mut self, path: &'static str, door: F)
    where
        F: Handler<Args>,
        Args: FromRequest + Guarded + 'static,
        F::Output: Responder + 'static,
    {
        self.add(Method::DELETE, path, door);
    }

    /// The table, for the matrix of access.
    pub fn table(&self) -> Vec<Line> {
        let mut lines: Vec<Line> = self.doors.iter().map(|(line, _)| line.clone()).collect();
        lines.sort();
        lines
    }

    /// Puts every door into the house; another method on a known path answers 405.
    pub fn mount(self, config: &mut web::ServiceConfig) {
        let mut by_path: Vec<(&'static str, Vec<String>, actix_web::Resource)> = Vec::new();
        for (line, route) in self.doors {
            let at = by_path.iter().position(|(path, ..)| *path == line.path);
            let fresh = || (line.path, Vec::new(), web::resource(line.path));
            let (path, mut methods, resource) = at.map_or_else(fresh, |i| by_path.remove(i));
            if line.method == "GET" {
                methods.push("HEAD".to_owned());
            }
            methods.push(line.method);
            by_path.push((path, methods, resource.route(route)));
        }
        for (_, methods, resource) in by_path {
            let allowed = methods.join(", ");
            config.service(resource.default_service(web::to(move || other_method(allowed.clone()))));
        }
    }
}

/// The answer to a method that an address does not take: which ones it takes.
async fn other_method(allowed: String) -> HttpResponse {
    HttpResponse::MethodNotAllowed().insert_header((header::ALLOW, allowed)).finish()
}
