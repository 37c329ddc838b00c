//! The database in use: its schema, its engine's settings, its clock, the queue, the journal and its seal, whether it does
//! of itself what this program made it do, and whether this login could change it. Called by the doctor.

use super::Report;
use crate::platform::db::{Alone, Odd, OpenError, lacking};
use crate::platform::values::Moment;

const SECOND: i64 = 1_000_000;
/// So many things are named.
const GUARDS_TOLD: usize = 3;

/// Looks at everything; answers whether the schema is the program's own.
pub(super) fn look(db: &mut Alone, now: Moment, report: &mut Report) -> bool {
    let is_current = schema(db, report);
    if let Some(why) = db.weakness() {
        report.trouble("database", why);
    } else {
        report.fine("database", format!("what is acknowledged is on the disk ({})", db.engine()));
    }
    if is_current {
        let looks: [fn(&mut Alone, Moment, &mut Report) -> Result<(), OpenError>; 6] =
            [clock, queue, journal, log, guards, rights];
        for look in looks {
            if let Err(error) = look(db, now, report) {
                report.trouble("database", format!("it cannot be read: {error}"));
            }
        }
    }
    is_current
}

fn schema(db: &mut Alone, report: &mut Report) -> bool {
    match db.migrations().and_then(|there| Ok((lacking(&there)?, there.len()))) {
        Ok((missing, 0)) => {
            report.trouble(
                "migrations",
                format!("there is no database yet: `orderly migrate` or the first start makes it ({} steps)", missing.len()),
            );
            false
        }
        Ok((missing, count)) if missing.is_empty() => {
            report.fine("migrations", format!("the schema is this program's own, in {count} steps"));
            true
        }
        Ok((missing, _)) => {
            report.trouble(
                "migrations",
                format!("the database lacks {}: `orderly migrate` brings it up to date", missing.join(", ")),
            );
            false
        }
        Err(error) => {
            report.trouble("migrations", error.to_string());
            false
        }
    }
}

fn clock(db: &mut Alone, now: Moment, report: &mut Report) -> Result<(), OpenError> {
    let there = db.clock()?;
    let apart = there.seconds_since(now).abs();
    if apart > 5 {
        report.trouble(
            "clock",
            format!("the database's clock is {apart} seconds from this machine's: let both follow a time server"),
        );
    }
    let youngest = db.number("SELECT MAX(at) FROM journal")?;
    let ahead = Moment::from_micros(youngest).seconds_since(now);
    if ahead > 60 {
        report.trouble(
            "clock",
            format!("the youngest record is from {ahead} seconds hence: this machine's clock has gone back, or was ahead"),
        );
    } else if apart <= 5 {
        report.fine("clock", "the clocks agree");
    }
    Ok(())
}

fn queue(db: &mut Alone, now: Moment, report: &mut Report) -> Result<(), OpenError> {
    let dead = db.number("SELECT COUNT(*) FROM job WHERE state = 'dead'")?;
    if dead > 0 {
        let mut last = String::new();
        let sql = "SELECT kind AS object, '' AS expected, COALESCE(last_error, '') AS found FROM job WHERE state = 'dead' \
                   ORDER BY run_at DESC LIMIT 1";
        db.each_odd(sql, &mut |job| last = format!("{}: {}", job.object, job.found))?;
        report.trouble("queue", format!("{dead} jobs were given up, the last one {last}"));
    }
    let due = format!("state = 'waiting' AND leased_until < {now} AND (attempts = 0 OR run_at <= {now})", now = now.micros());
    let waiting = db.number(&format!("SELECT COUNT(*) FROM job WHERE {due}"))?;
    let oldest = db.number(&format!("SELECT MIN(run_at) FROM job WHERE {due}"))?;
    let age = if waiting > 0 { (now.micros() - oldest) / SECOND } else { 0 };
    if age > 300 {
        report.trouble(
            "queue",
            format!("{waiting} jobs are due, the oldest for {age} seconds: does a portal run on this database?"),
        );
    } else if dead == 0 {
        report.fine("queue", format!("{waiting} jobs are due"));
    }
    Ok(())
}

fn journal(db: &mut Alone, now: Moment, report: &mut Report) -> Result<(), OpenError> {
    let records = db.number("SELECT COUNT(*) FROM journal")?;
    let (places, last) = (db.number("SELECT COUNT(*) FROM place")?, db.number("SELECT MAX(n) FROM place")?);
    if places != last {
        report
            .trouble("journal", format!("{places} places were given and the last one is {last}: `orderly check` names the gaps"));
    }
    let waiting = db.number("SELECT COUNT(*) FROM unplaced")?;
    let oldest = db.number("SELECT MIN(j.at) FROM unplaced u JOIN journal j ON j.id = u.record_id")?;
    let age = if waiting > 0 { (now.micros() - oldest) / SECOND } else { 0 };
    if age > 60 {
        report.trouble(
            "journal",
            format!("{waiting} records wait for their place, the oldest for {age} seconds: a portal that runs gives it"),
        );
    } else if places == last {
        report.fine("journal", format!("{records} records, {last} of them with their place"));
    }
    Ok(())
}

fn log(db: &mut Alone, now: Moment, report: &mut Report) -> Result<(), OpenError> {
    let sealed = db.number("SELECT MAX(size) FROM checkpoint")?;
    let waiting = db.number(&format!("SELECT COUNT(*) FROM place WHERE n > {sealed}"))?;
    let oldest =
        db.number(&format!("SELECT MIN(j.at) FROM place p JOIN journal j ON j.id = p.record_id WHERE p.n > {sealed}"))?;
    let age = if waiting > 0 { (now.micros() - oldest) / SECOND } else { 0 };
    if age <= 60 {
        report.fine("log", format!("{sealed} records are sealed"));
    } else if sealed > 0 {
        report.trouble(
            "log",
            format!(
                "{waiting} records wait for their seal, the oldest for {age} seconds: does the signer run, and a portal with it?"
            ),
        );
    } else {
        report.notice(
            "log",
            "no record is sealed: `orderly signer` and a portal that knows it make the log one that nobody can falsify",
        );
    }
    Ok(())
}

fn guards(db: &mut Alone, _: Moment, report: &mut Report) -> Result<(), OpenError> {
    let strange = db.strange()?;
    let some = |all: &[Odd]| {
        let told: Vec<String> = all.iter().take(GUARDS_TOLD).map(|one| format!("{}: {}", one.object, one.found)).collect();
        format!("{}{}", told.join("; "), if all.len() > GUARDS_TOLD { "; …" } else { "" })
    };
    if !strange.acting.is_empty() {
        report.trouble(
            "guards",
            format!(
                "{} things that the database does of itself are not as this program made them ({}): find out who changed them, \
                 let `orderly verify` and `orderly check` tell what was changed since, and move with `orderly copy`, which makes them anew",
                strange.acting.len(),
                some(&strange.acting)
            ),
        );
    } else if let Some(why) = strange.partial {
        report.notice(
            "guards",
            format!("the triggers stand; views and indexes could not be held against the program's own: {why}"),
        );
    } else {
        report.fine("guards", "tables, indexes, views and triggers are those that this program made");
    }
    if !strange.idle.is_empty() {
        report.notice("guards", format!("somebody else has laid beside the program's own: {}", some(&strange.idle)));
    }
    Ok(())
}

fn rights(db: &mut Alone, _: Moment, report: &mut Report) -> Result<(), OpenError> {
    match db.unprotected()? {
        None => {}
        Some(names) if names.is_empty() => report.fine("rights", "this login adds to the journal and the ledgers, and can change nothing of them"),
        Some(names) => report.notice(
            "rights",
            format!(
                "this login could change what only grows ({} tables): `orderly migrate --grants` makes the role orderly_app, for a login that cannot",
                names.len()
            ),
        ),
    }
    Ok(())
}
