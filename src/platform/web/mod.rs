//! The web shell: language, layout, assets, bodies, errors with two faces, safe headers.
//! Doors use it; it knows no room and no right.

pub mod assets;
pub mod body;
pub mod changes;
pub mod components;
pub mod cursor;
pub mod face;
pub mod faces;
pub mod guard;
pub mod language;
pub mod layout;
mod menu;
pub mod paths;
pub mod request;
pub mod sort;
pub mod stored;
pub mod strict;
pub mod table;
mod tables;
pub mod typed;
pub mod upload;

pub use body::{Body, Form, Params};
pub use face::Face;
pub use language::{Lang, Voice};
pub use layout::{Banner, Frame, Head, InCart, MenuItem, Posted, Signed};
pub use request::Request;
pub use sort::Sort;
pub use tables::unreadable;
pub use upload::{Upload, Uploaded, UploadedFile};
