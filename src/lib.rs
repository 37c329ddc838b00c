//! Orderly, a B2B ordering portal. The rooms in order of storey; `ARCHITECTURE.md` is the map.
#![forbid(unsafe_code)]
#![cfg_attr(not(test), warn(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod platform;

pub mod access;

pub mod activity;

pub mod catalogue;
pub mod exchange;
pub mod insight;
pub mod orders;
pub mod partners;
pub mod pricing;
pub mod privacy;
pub mod receivables;
pub mod records;
pub mod seller;
pub mod service;
pub mod shop;

pub mod app;
pub mod command;
pub mod demo;
pub mod description;
pub mod keeping;
pub mod styleguide;
