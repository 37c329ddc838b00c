//! The web shell: language, layout, assets, bodies, errors with two faces, safe headers.
//! Doors use it; it knows no room and no right.

pub mod assets;
pub mod body;
pub mod components;
pub mod cursor;
pub mod faces;
pub mod guard;
pub mod language;
pub mod layout;
pub mod request;
pub mod strict;

pub use body::{Body, Form, Params};
pub use language::Lang;
pub use layout::{Banner, Frame, MenuItem, Signed};
pub use request::Request;
