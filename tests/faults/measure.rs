//! How much is tried, the dice of the faults, and the lines with figures. It knows nothing of the program.

use std::time::Duration;

use crate::kit::Engine;

/// How many of something: in the sample, and in all of it.
pub type Extent = (usize, usize);

// The sample is a step of every change and must stay within minutes: both databases together are killed twenty times under 5,000 orders.
/// Kills on each database.
pub const KILLS: Extent = (10, 200);
/// Orders under these kills, at least.
pub const ORDERS_UNDER_KILLS: Extent = (2_500, 50_000);
/// How often the program is told to end.
pub const ENDINGS: Extent = (1, 20);
/// Orders meanwhile, at least.
pub const ORDERS_UNDER_ENDINGS: Extent = (300, 3_000);
/// How often the primary dies.
pub const FAILOVERS: Extent = (1, 10);
/// Orders around each of these deaths, at least.
pub const ORDERS_UNDER_FAILOVER: Extent = (300, 3_000);
/// How often the server goes and comes back.
pub const LOSSES: Extent = (3, 21);
/// Orders meanwhile, at least.
pub const ORDERS_UNDER_LOSSES: Extent = (300, 5_000);
/// Requests while two nodes are restarted one after the other, at least.
pub const REQUESTS_WHILE_ROLLING: Extent = (3_000, 100_000);
/// Who order meanwhile, all the same goods: not more than two nodes on this machine serve in a second, for then nobody may be told
/// «busy».
pub const ORDERING_WHILE_ROLLING: Extent = (3, 4);
/// How often two thousand dawdle.
pub const DAWDLINGS: Extent = (1, 5);
/// Shipments that meet blocks.
pub const BLOCKED_SHIPMENTS: Extent = (60, 600);
/// How often two people block the same contract at once.
pub const DOUBLE_BLOCKS: Extent = (8, 200);
/// Every how many statements the line is cut.
pub const STATEMENTS_APART: Extent = (16, 1);

/// How long something may take: in the sample, and in all of it. All of it runs alone and optimised, and is held to the figure that
/// was promised; the sample shares its machine with other tests and is not optimised, so where a second is much it has slack.
pub type Limit = (Duration, Duration);

/// Until the program has ended that was told to.
pub const ENDED: Limit = (Duration::from_secs(10), Duration::from_secs(10));
/// Until orders are taken again after a primary has died; 95 of 100 times.
pub const OUTAGE: Limit = (Duration::from_secs(30), Duration::from_secs(30));
/// What whatever else the machine does may add to twice the time of an honest client.
pub const NOISE: Limit = (Duration::from_millis(100), Duration::ZERO);

/// How long: in the sample, or in all of it.
pub fn limit((sample, all): Limit) -> Duration {
    if is_whole() { all } else { sample }
}

/// How many: the sample, or all of it by `ORDERLY_FAULTS=all`.
pub fn count((sample, all): Extent) -> usize {
    if is_whole() { all } else { sample }
}

/// Whether the whole is asked for.
pub fn is_whole() -> bool {
    std::env::var("ORDERLY_FAULTS").is_ok_and(|text| text == "all")
}

/// One line for the record.
pub fn figure(engine: Engine, fault: &str, told: &str) {
    println!("figure: {fault} | {} | {told}", if engine == Engine::Sqlite { "SQLite" } else { "PostgreSQL" });
}

/// Something that cannot be tried on this machine, and why.
pub fn not_run(fault: &str, why: &str) {
    println!("figure: {fault} | NOT RUN | {why}");
}

/// Dice: `ORDERLY_FAULTS_SEED` makes them fall as they fell before.
pub struct Dice(u64);

impl Dice {
    /// Thrown anew; the seed is printed.
    pub fn fresh() -> Self {
        let told = std::env::var("ORDERLY_FAULTS_SEED").ok().and_then(|text| text.parse().ok());
        let seed = told.unwrap_or_else(|| {
            let mut noise = [0u8; 4];
            getrandom::fill(&mut noise).expect("random bytes");
            u64::from(u32::from_le_bytes(noise)) + 1
        });
        println!("ORDERLY_FAULTS_SEED={seed}");
        Self(seed)
    }

    /// A number below this one.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound
    }

    /// A pause between the two, in milliseconds.
    pub fn pause(&mut self, from: u64, to: u64) -> Duration {
        Duration::from_millis(from + self.below(to - from))
    }
}

/// The figure below which this part of all lies; nothing for none.
pub fn quantile(all: &mut [Duration], part: f64) -> Duration {
    all.sort_unstable();
    let last = all.len().saturating_sub(1);
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a rough place in a list"
    )]
    let place = (last as f64 * part) as usize;
    all.get(place).copied().unwrap_or_default()
}
