//! How each way to falsify is done, at places drawn by lot; answered is what the verifier must say of the very thing.

use orderly::platform::values::ids;
use orderly::records::merkle;

use super::agreeing::Put;
use super::hand::{Hand, lot};
use super::tampering::{Class, Said};

/// The columns of an order's row but its id and its number.
pub const COLUMNS: &str =
    "version, state, partner_id, unit_id, contract_id, placed_by, representation_id, placed_at, currency, your_number, requested_on,
     comment, delivery, delivery_cost, net, vat, total, search_key, snapshot, salt, is_cancellation_asked";

/// A record's id, as it is told.
pub fn rec(id: i64) -> String {
    format!("rec_{}", ids::encode(id))
}

impl Hand<'_> {
    /// Falsifies; answers what must be told of it.
    pub async fn falsify(&self, class: Class) -> Vec<Said> {
        match class {
            Class::OrderEdited => self.edit_order().await,
            Class::OrderDeleted => self.delete_order().await,
            Class::OrderInserted => self.insert_order().await,
            Class::LineEdited => self.edit_line().await,
            Class::PriceEdited => self.edit_price().await,
            Class::ApprovalEdited => self.edit_approval().await,
            Class::BlockEdited => self.edit_block().await,
            Class::RecordEdited | Class::RecordMended => self.edit_record(class == Class::RecordMended).await,
            Class::RecordDeleted => self.delete_record().await,
            Class::RecordsSwapped => self.swap_records().await,
            Class::RecordInserted => self.insert_record().await,
            Class::TreeRecomputed | Class::Resigned => self.make_anew((class == Class::Resigned).then_some(9)).await,
            Class::OrderRepriced => self.reprice().await,
            Class::OrderUnwritten => self.unwrite().await,
            Class::OrderForgedBehind => self.forge_signed(Put::Behind).await,
            Class::OrderForgedBetween => self.forge_signed(Put::Between).await,
            Class::CheckpointDropped => self.drop_checkpoint().await,
            Class::CheckpointsCut => self.cut_checkpoints().await,
            Class::TailCut => self.cut_tail().await,
            Class::RolledBack => {
                let most = self.sealed().await;
                self.put_back("early");
                vec![shorter(most, self.number("SELECT count(*) FROM place").await)]
            }
        }
    }

    /// How many records are sealed.
    pub(super) async fn sealed(&self) -> i64 {
        self.number("SELECT max(size) FROM checkpoint").await
    }

    /// The size of the last checkpoint before a place.
    pub(super) async fn before(&self, place: i64) -> i64 {
        self.number(&format!("SELECT coalesce(max(size), 0) FROM checkpoint WHERE size < {place}")).await
    }

    /// The size of the first checkpoint over a place.
    pub(super) async fn over(&self, place: i64) -> i64 {
        self.number(&format!("SELECT min(size) FROM checkpoint WHERE size >= {place}")).await
    }

    /// The size of a checkpoint by lot, and not of the last one.
    async fn checkpoint(&self) -> i64 {
        let between = self.number("SELECT count(*) FROM checkpoint").await - 1;
        self.number(&format!("SELECT size FROM checkpoint ORDER BY size LIMIT 1 OFFSET {}", lot(between))).await
    }

    async fn edit_order(&self) -> Vec<Said> {
        let id = self.any("sales_order", "id").await;
        let (set, words) = [
            ("net = net + 100, total = total + 100", "(amounts)"),
            ("state = 'closed'", "(state)"),
            ("comment = 'As agreed by telephone'", "(comment)"),
            ("placed_at = placed_at + 1", "(placed_at)"),
            ("snapshot = replace(snapshot, '\"unit_price\":\"', '\"unit_price\":\"1')", "unit_price"),
            ("", "version 1: lines"),
        ][usize::try_from(lot(6)).unwrap()];
        self.change(&match set {
            "" => format!(
                "UPDATE order_version SET snapshot = replace(snapshot, '\"quantity\":\"', '\"quantity\":\"1') WHERE order_id = {id} AND version = 1"
            ),
            set => format!("UPDATE sales_order SET {set} WHERE id = {id}"),
        });
        vec![Said::of("rows", [format!("  order {}", self.number_of(id)), words.to_owned()])]
    }

    async fn delete_order(&self) -> Vec<Said> {
        let id = self.any("sales_order", "id").await;
        let number = self.number_of(id);
        let rows =
            ["order_line", "order_version", "reservation"].map(|table| format!("DELETE FROM {table} WHERE order_id = {id}; "));
        self.change(&format!("{}DELETE FROM sales_order WHERE id = {id}", rows.concat()));
        let object = format!("  order {number} (ord_{}):", ids::encode(id));
        vec![Said::of("rows", [object, "expected a row, found none".to_owned()])]
    }

    async fn insert_order(&self) -> Vec<Said> {
        let id = self.any("sales_order", "id").await;
        self.change(&format!(
            "INSERT INTO sales_order (id, number, {COLUMNS}) SELECT id + 1, '777777', {COLUMNS} FROM sales_order WHERE id = {id}"
        ));
        vec![Said::of("rows", ["  order 777777: expected a record, found none".to_owned()])]
    }

    async fn edit_line(&self) -> Vec<Said> {
        let id = self.any("sales_order", "id").await;
        let (set, words) = [
            ("quantity = quantity + 1000", "(quantity)"),
            ("sum = sum + 100", "(sum)"),
            ("product_id = (SELECT min(id) FROM product WHERE id <> order_line.product_id)", "(article)"),
        ][usize::try_from(lot(3)).unwrap()];
        self.change(&format!("UPDATE order_line SET {set} WHERE order_id = {id} AND position = 1"));
        vec![Said::of("rows", [format!("  order {}, line 1 {words}", self.number_of(id))])]
    }

    async fn edit_price(&self) -> Vec<Said> {
        let owner = self.any("price", "owner_id").await;
        self.change(&match lot(3) {
            0 => format!("UPDATE price SET unit_price = unit_price + 1 WHERE owner_id = {owner}"),
            1 => format!("DELETE FROM price WHERE owner_id = {owner}"),
            _ => format!("UPDATE price SET from_quantity = from_quantity + 1000000 WHERE owner_id = {owner}"),
        });
        vec![Said::of("rows", [format!("price of {},", self.whose(owner))])]
    }

    /// Whose a price is, as people know it.
    pub(super) fn whose(&self, owner: i64) -> String {
        let (contract, list) = (self.as_bytes("'contract ' || number"), self.as_bytes("'price list ' || code"));
        let sql = format!(
            "SELECT id AS n, {contract} AS bytes FROM contract WHERE id = {owner} \
             UNION ALL SELECT id AS n, {list} AS bytes FROM price_list WHERE id = {owner}"
        );
        String::from_utf8(self.bytes(&sql).pop().expect("an owner").1).expect("a text")
    }

    async fn edit_approval(&self) -> Vec<Said> {
        let quote = self.any("quote_approval", "quote_id").await;
        self.change(&match lot(3) {
            0 => format!("UPDATE quote_approval SET is_granted = NOT is_granted WHERE quote_id = {quote}"),
            1 => format!("UPDATE quote_approval SET reason = 'Another' WHERE quote_id = {quote}"),
            _ => format!("DELETE FROM quote_approval WHERE quote_id = {quote}"),
        });
        vec![Said::of("rows", ["approval of ".to_owned(), ids::encode(quote)])]
    }

    async fn edit_block(&self) -> Vec<Said> {
        let block = self.any("shipment_block", "id").await;
        self.change(&match lot(4) {
            0 => format!("UPDATE shipment_block SET reason = 'Another' WHERE id = {block}"),
            1 => format!("UPDATE shipment_block SET ended_at = ended_at + 1 WHERE id = {block}"),
            2 => format!("UPDATE shipment_block SET began_by = 'nobody' WHERE id = {block}"),
            _ => format!("DELETE FROM shipment_block WHERE id = {block}"),
        });
        vec![Said::of("rows", [format!("block blk_{}", ids::encode(block))])]
    }
}

/// The log itself.
impl Hand<'_> {
    /// Changes a record's bytes so that they are JSON still; answers its id and the new bytes.
    fn edited(&self, place: i64) -> (i64, Vec<u8>) {
        let (id, body) = self.record(place);
        let text = String::from_utf8(body).expect("a text");
        let (head, tail) = text.rsplit_once("\"v\":").expect("a version");
        (id, format!("{head}\"v\":7{tail}").into_bytes())
    }

    /// Writes other bytes of a record, with its hash or without.
    pub(super) fn write(&self, id: i64, body: &[u8], is_mended: bool) {
        let leaf = if is_mended { format!(", leaf = {}", self.blob(&merkle::leaf_hash(body))) } else { String::new() };
        self.change(&format!("UPDATE journal SET body = {}{leaf} WHERE id = {id}", self.blob(body)));
    }

    async fn edit_record(&self, is_mended: bool) -> Vec<Said> {
        let place = self.place().await;
        let (id, body) = self.edited(place);
        self.write(id, &body, is_mended);
        let size = self.over(place).await;
        let mut told = vec![root_of(size)];
        if !is_mended {
            told.push(Said::at("records", place, [format!("{} (hash)", rec(id))]));
        }
        told
    }

    async fn delete_record(&self) -> Vec<Said> {
        let place = self.place().await;
        let size = self.over(place).await;
        self.take_out(place);
        // Behind the last record nothing moves up: then there are fewer than were signed.
        vec![root_of(size)]
    }

    /// Takes the record at a place out, and those behind it move up.
    pub(super) fn take_out(&self, place: i64) {
        let (id, _) = self.record(place);
        // In two steps, so that no place is taken twice on the way.
        self.change(&format!(
            "DELETE FROM place WHERE n = {place}; DELETE FROM journal WHERE id = {id}; DELETE FROM order_record WHERE place = {place};
             UPDATE place SET n = -n WHERE n > {place}; UPDATE place SET n = -n - 1 WHERE n < 0;
             UPDATE order_record SET place = -place WHERE place > {place}; UPDATE order_record SET place = -place - 1 WHERE place < 0"
        ));
    }

    async fn swap_records(&self) -> Vec<Said> {
        let place = self.place().await;
        self.swap(place).await
    }

    /// Has the record at a place change places with another, by lot.
    pub(super) async fn swap(&self, place: i64) -> Vec<Said> {
        let sealed = self.sealed().await;
        let other = 1 + (place + lot(sealed - 1)) % sealed;
        let other = if other == place { place % sealed + 1 } else { other };
        let swap = |table: &str, column: &str| {
            format!(
                "UPDATE {table} SET {column} = -1 WHERE {column} = {place}; UPDATE {table} SET {column} = {place} WHERE {column} = {other};
                 UPDATE {table} SET {column} = {other} WHERE {column} = -1; "
            )
        };
        let (first, last) = (place.min(other), place.max(other));
        let (earlier, later) = (self.record(first).0, self.record(last).0);
        self.change(&format!("{}{}SELECT 1", swap("place", "n"), swap("order_record", "place")));
        let out_of_turn = [(first + 1, format!("before {}", rec(later))), (last, format!("{} (turn)", rec(earlier)))];
        let mut told = vec![root_of(self.over(first).await)];
        told.extend(out_of_turn.map(|(at, words)| Said::at("records", at, [words])));
        told
    }

    /// Puts one in among the others, or behind them.
    async fn insert_record(&self) -> Vec<Said> {
        let (place, sealed) = (self.place().await, self.sealed().await);
        let (old, body) = self.record(place);
        let fresh = self.number("SELECT max(id) FROM journal").await + 1;
        let at = if lot(2) == 0 { place } else { sealed + 1 };
        let (leaf, body) = (self.blob(&merkle::leaf_hash(&body)), self.blob(&body));
        self.change(&format!(
            "INSERT INTO journal (id, at, kind, partner_id, actor, body, leaf) SELECT {fresh}, at, kind, partner_id, actor, {body}, {leaf}
             FROM journal WHERE id = {old};
             {}; INSERT INTO place (n, record_id) VALUES ({at}, {fresh})",
            move_down(at)
        ));
        let own = format!("{} (id): expected {}, found {}", rec(fresh), rec(old), rec(fresh));
        let mut told = vec![Said::at("records", at, [own])];
        if at == place {
            // The same leaf stands there as before; the next place is the first with another.
            told.push(root_of(self.over(place + 1).await));
        }
        told
    }

    /// Changes a record and makes the whole tree anew, with the signatures that are there or by a key of his own.
    async fn make_anew(&self, own: Option<u8>) -> Vec<Said> {
        let place = self.place().await;
        let (id, body) = self.edited(place);
        self.write(id, &body, true);
        self.recompute(own, |size| size);
        let size = self.over(place).await;
        vec![unsigned(size)]
    }

    async fn drop_checkpoint(&self) -> Vec<Said> {
        let size = self.checkpoint().await;
        let next = self.over(size + 1).await;
        self.change(&format!("DELETE FROM cosignature WHERE size = {size}; DELETE FROM checkpoint WHERE size = {size}"));
        let object = format!("checkpoint of {next} records (the one before): expected after that of {size}, found ");
        vec![Said::at("checkpoints", next, [object])]
    }

    async fn cut_checkpoints(&self) -> Vec<Said> {
        let most = self.sealed().await;
        let size = self.number("SELECT size FROM checkpoint ORDER BY size DESC LIMIT 1 OFFSET 2").await;
        self.change(&format!(
            "DELETE FROM order_record WHERE place > {size}; DELETE FROM cosignature WHERE size > {size};
             DELETE FROM checkpoint WHERE size > {size}"
        ));
        let object = format!("checkpoints, as the signer has them: expected up to {most} records, found up to {size} records");
        vec![Said::of("checkpoints", [object])]
    }

    async fn cut_tail(&self) -> Vec<Said> {
        let (size, most) = (self.checkpoint().await, self.sealed().await);
        self.change(&format!(
            "DELETE FROM order_record WHERE place > {size}; DELETE FROM cosignature WHERE size > {size};
             DELETE FROM checkpoint WHERE size > {size}; DELETE FROM journal WHERE id IN (SELECT record_id FROM place WHERE n > {size});
             DELETE FROM place WHERE n > {size}"
        ));
        vec![shorter(most, size)]
    }
}

/// Moves the records from a place on, so that it is free.
pub fn move_down(at: i64) -> String {
    format!(
        "UPDATE place SET n = -n WHERE n >= {at}; UPDATE place SET n = -n + 1 WHERE n < 0;
         UPDATE order_record SET place = -place WHERE place >= {at}; UPDATE order_record SET place = -place + 1 WHERE place < 0"
    )
}

/// A checkpoint bears no signature that counts.
pub fn unsigned(size: i64) -> Said {
    Said::at("checkpoints", size, [format!("checkpoint of {size} records (key)")])
}

/// The root of the first checkpoint over a place is another one, or there are fewer records than it was signed over.
pub fn root_of(size: i64) -> Said {
    Said::at("tree", size, [format!(" of {size} records")])
}

/// The signer holds more.
pub fn shorter(most: i64, size: i64) -> Said {
    Said::of("anchors", [format!("what the signer holds: expected {most} records, found {size} records")])
}
