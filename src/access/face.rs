//! The face of the house as this node knows it: learnt at the start, each minute, and whenever it is changed here. It also serves
//! what browsers fetch of it, beside the styles and scripts of the program.

use std::sync::{Arc, Mutex, PoisonError};

use actix_web::{HttpRequest, HttpResponse, web};

use super::gate::{Gate, May};
use super::permission::Permission;
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::web::assets;
use crate::platform::web::face::{Face, LOGO, THEME};

/// Reads the face from the settings.
pub type Show = fn(&mut Tx) -> Answer<Face>;

/// The face as it was read last, and the way to read it.
pub struct Looks {
    known: Mutex<Arc<Face>>,
    show: Show,
}

impl Looks {
    /// Ours, until the settings are read.
    pub(super) fn of(show: Show) -> Self {
        Self { known: Mutex::default(), show }
    }
}

impl Gate {
    /// How the house shows itself, as it was read last: at the start, every minute, and when it was changed on this node.
    pub(super) fn face(&self) -> Arc<Face> {
        self.looks.known.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Reads anew how the house shows itself.
    pub async fn learn_face(&self) -> Answer<()> {
        let face = Arc::new(self.look(self.looks.show).await?);
        *self.looks.known.lock().unwrap_or_else(PoisonError::into_inner) = face;
        Ok(())
    }
}

impl<P: Permission> May<P> {
    /// Reads the face of the house anew: after it was changed.
    pub async fn learn_face(&self) -> Answer<()> {
        self.gate().learn_face().await
    }
}

/// Serves what the pages point to: styles, script and pictures of the program, colours and logo of the seller. For everybody.
pub async fn serve(gate: web::Data<Arc<Gate>>, request: HttpRequest) -> HttpResponse {
    let (hash, name) = (request.match_info().query("hash").to_owned(), request.match_info().query("name").to_owned());
    if name != THEME && name != LOGO {
        return assets::serve(request).await;
    }
    if let Some(known) = gate.face().answer(&hash, &name) {
        return known;
    }
    // Another node may have been told of a new face first.
    if let Err(error) = gate.learn_face().await {
        tracing::warn!(%error, "the face is the one known before");
    }
    gate.face().answer(&hash, &name).unwrap_or_else(|| HttpResponse::NotFound().finish())
}
