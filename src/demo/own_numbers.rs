//! What one of the demo's clients calls the goods that he orders most: so many own part numbers as a purchasing department would keep.
//! Called when the files of the world have been imported.

use std::sync::Arc;

use super::world::World;
use crate::access::permission::marks::Import;
use crate::access::{Gate, May};
use crate::exchange::imports::{self, Kind, Mode, Wish};
use crate::platform::error::Answer;
use crate::platform::web::Voice;

/// Whose numbers they are, and how many.
const PARTNER: &str = "ALFA";
const COUNT: usize = 60;

/// Imports them.
pub(super) async fn give(gate: &Arc<Gate>, world: &World, voice: Voice) -> Answer<()> {
    let importing: May<Import> = gate.system("demo");
    let wish = Wish { kind: Kind::OwnNumbers, mode: Mode::AllOrNothing, is_dry_run: false, voice };
    imports::run(&importing, wish, table(world), None).await.map(|_| ())
}

fn table(world: &World) -> String {
    let mut skus: Vec<&str> = Vec::new();
    let ordered = world.plans.iter().filter(|plan| plan.partner == PARTNER).flat_map(|plan| &plan.lines);
    for (sku, _) in ordered {
        if skus.len() < COUNT && !skus.contains(&sku.as_str()) {
            skus.push(sku);
        }
    }
    let rows = (1_u32..).zip(skus).map(|(n, sku)| format!("{PARTNER},{sku},АС-{n:05}\n"));
    std::iter::once("partner,sku,number\n".to_owned()).chain(rows).collect()
}
