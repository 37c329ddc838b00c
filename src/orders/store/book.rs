//! Orders with their lines, versions and reservations, in the database.

use super::*;
use crate::orders::words::Deed;

/// Ids that an order's row has and its snapshot does not.
#[derive(Debug, Clone)]
pub(in crate::orders) struct Ids {
    pub partner: PartnerId,
    pub unit: Option<UnitId>,
    pub contract: ContractId,
    pub placed_by: AccountId,
    pub representation: Option<RepresentationId>,
    pub products: Vec<ProductId>,
}

/// Writes a new order with its lines, its reservations and its first version.
pub(in crate::orders) fn insert(tx: &mut Tx, order: &Order, ids: &Ids, actor: &str, unkept: &Unkept) -> Answer<()> {
    let snapshot = serde_json::to_string(order)?;
    let delivery = order.delivery.as_ref().map(serde_json::to_string).transpose()?;
    diesel::insert_into(sales_order::table)
        .values((
            (
                sales_order::id.eq(order.id),
                sales_order::number.eq(&order.number),
                sales_order::version.eq(order.version),
                sales_order::state.eq(order.state),
                sales_order::partner_id.eq(ids.partner),
                sales_order::unit_id.eq(ids.unit),
                sales_order::contract_id.eq(ids.contract),
                sales_order::placed_by.eq(ids.placed_by),
                sales_order::representation_id.eq(ids.representation),
                sales_order::placed_at.eq(order.placed_at),
                sales_order::currency.eq(order.currency),
            ),
            (
                sales_order::your_number.eq(&order.your_number),
                sales_order::requested_on.eq(order.requested_on),
                sales_order::comment.eq(&order.comment),
                sales_order::delivery.eq(delivery),
                sales_order::delivery_cost.eq(order.delivery.as_ref().map_or(Money::ZERO, |d| d.cost)),
                sales_order::net.eq(order.net),
                sales_order::vat.eq(order.vat),
                sales_order::total.eq(order.total),
                sales_order::search_key.eq(search_key(order)),
                sales_order::snapshot.eq(&snapshot),
                sales_order::salt.eq(unkept.salt.clone()),
                sales_order::is_cancellation_asked.eq(order.is_cancellation_asked),
            ),
        ))
        .execute(tx.link())?;
    let lines: Vec<_> = (1i64..)
        .zip(order.lines.iter().zip(&ids.products))
        .map(|(position, (line, product))| line_row!(order.id, position, line, *product))
        .collect();
    for chunk in lines.chunks(200) {
        each_database!(tx, conn => diesel::insert_into(order_line::table).values(chunk).execute(conn))?;
    }
    ordered::keep(tx, order.id)?;
    let reservations: Vec<_> = (1i64..)
        .zip(order.lines.iter().zip(&ids.products))
        .flat_map(|(position, (line, product))| {
            line.allocations.iter().filter_map(move |part| {
                part.warehouse.map(|warehouse| {
                    (
                        reservation::order_id.eq(order.id),
                        reservation::position.eq(position),
                        reservation::warehouse_id.eq(warehouse),
                        reservation::product_id.eq(*product),
                        reservation::quantity.eq(part.quantity),
                    )
                })
            })
        })
        .collect();
    for chunk in reservations.chunks(200) {
        each_database!(tx, conn => diesel::insert_into(reservation::table).values(chunk).execute(conn))?;
    }
    insert_version(tx, order, actor, Deed::Placed, &snapshot)
}

fn insert_version(tx: &mut Tx, order: &Order, actor: &str, what: Deed, snapshot: &str) -> Answer<()> {
    let now = tx.moment();
    diesel::insert_into(order_version::table)
        .values((
            order_version::order_id.eq(order.id),
            order_version::version.eq(order.version),
            order_version::at.eq(now),
            order_version::actor.eq(actor),
            order_version::what.eq(what),
            order_version::snapshot.eq(snapshot),
        ))
        .execute(tx.link())?;
    Ok(())
}

/// What an order is found by: made of its numbers and its lines, and of nothing else.
pub(in crate::orders) fn search_key(order: &Order) -> String {
    let mut words = vec![order.number.as_str(), order.your_number.as_deref().unwrap_or_default()];
    for line in &order.lines {
        words.extend([line.sku.as_str(), line.name.as_str(), line.name_en.as_str()]);
    }
    text::fold(&words.join(" "))
}

/// Replaces an order's current version, if it is still the one that was read. Answers whether it was.
pub(in crate::orders) fn replace(tx: &mut Tx, order: &Order, actor: &str, what: Deed) -> Answer<bool> {
    let snapshot = serde_json::to_string(order)?;
    let touched =
        diesel::update(sales_order::table.filter(sales_order::id.eq(order.id).and(sales_order::version.eq(order.version - 1))))
            .set((
                sales_order::version.eq(order.version),
                sales_order::state.eq(order.state),
                sales_order::net.eq(order.net),
                sales_order::vat.eq(order.vat),
                sales_order::total.eq(order.total),
                sales_order::snapshot.eq(&snapshot),
                sales_order::is_cancellation_asked.eq(order.is_cancellation_asked),
            ))
            .execute(tx.link())?;
    if touched != 1 {
        return Ok(false);
    }
    for (position, line) in (1i64..).zip(&order.lines) {
        diesel::update(order_line::table.filter(order_line::order_id.eq(order.id).and(order_line::position.eq(position))))
            .set((order_line::shipped.eq(line.shipped), order_line::cancelled.eq(line.cancelled), order_line::sum.eq(line.sum)))
            .execute(tx.link())?;
    }
    insert_version(tx, order, actor, what, &snapshot)?;
    Ok(true)
}

/// Takes an order's reservations away; answers what they held.
pub(in crate::orders) fn take_reservations(tx: &mut Tx, order: OrderId) -> Answer<Vec<(ProductId, WarehouseId, Quantity)>> {
    let held = reservation::table
        .filter(reservation::order_id.eq(order))
        .select((reservation::product_id, reservation::warehouse_id, reservation::quantity))
        .load(tx.link())?;
    diesel::delete(reservation::table.filter(reservation::order_id.eq(order))).execute(tx.link())?;
    Ok(held)
}

crate::words! {
    /// By what orders are sorted.
    pub enum OrdersBy {
        /// The moment of placing.
        Placed = "placed",
        /// What is to be paid.
        Total = "total",
        /// Where it is in its life.
        State = "state",
    }
}

impl Default for Sort<OrdersBy> {
    fn default() -> Self {
        Sort::down(OrdersBy::Placed)
    }
}

/// Which orders, in which order, and where to begin.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// In this state.
    pub state: Option<State>,
    /// Placed at or after this moment.
    pub from: Option<Moment>,
    /// Placed before this moment.
    pub until: Option<Moment>,
    /// Words of numbers, article numbers or names.
    pub words: String,
    /// With this product, by article number.
    pub product: Option<String>,
    /// Of these partners only.
    pub partners: Option<Vec<PartnerId>>,
    /// In which order.
    pub sort: Sort<OrdersBy>,
    /// Behind which order to begin.
    pub after: Option<Place>,
    /// How many.
    pub limit: i64,
}

/// An order as a list shows it.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Its id.
    pub id: OrderId,
    /// Its number.
    pub number: String,
    /// Where it is in its life.
    pub state: State,
    /// When it was placed.
    pub placed_at: Moment,
    /// The currency.
    pub currency: Currency,
    /// The buyer's own number.
    pub your_number: Option<String>,
    /// The day the buyer wishes it.
    pub requested_on: Option<NaiveDate>,
    /// What is to be paid.
    pub total: Money,
    /// The partner's code and name.
    pub partner: (String, String),
}

impl Listed {
    /// Its place in an order.
    pub fn place(&self, by: OrdersBy) -> Place {
        let key = match by {
            OrdersBy::Placed => String::new(),
            OrdersBy::Total => self.total.steps().to_string(),
            OrdersBy::State => self.state.to_string(),
        };
        (key, self.id.number())
    }
}

/// The most words of a search that count.
const MOST_WORDS: usize = 8;

/// The whole orders of these ids, which were found within reach.
pub(in crate::orders) fn whole(tx: &mut Tx, ids: &[OrderId]) -> Answer<Vec<Order>> {
    let query = sales_order::table.filter(sales_order::id.eq_any(ids.to_vec())).select(sales_order::snapshot);
    let rows: Vec<String> = query.load(tx.link())?;
    Ok(rows.iter().map(|snapshot| serde_json::from_str(snapshot)).collect::<Result<_, _>>()?)
}

type ListedRow = ((OrderId, String, State, Moment, Currency), (Option<String>, Option<NaiveDate>, Money), (String, String));

/// Orders within reach.
pub(in crate::orders) fn list(
    tx: &mut Tx,
    partners: Option<Vec<PartnerId>>,
    part: Option<Part>,
    filter: &Filter,
) -> Answer<Vec<Listed>> {
    let query = sales_order::table.inner_join(partner::table.on(partner::id.eq(sales_order::partner_id))).into_boxed();
    let mut query = within_reach!(query, sales_order, partners, part, sales_order::placed_by);
    if let Some(narrowed) = &filter.partners {
        query = query.filter(sales_order::partner_id.eq_any(narrowed.clone()));
    }
    if let Some(state) = filter.state {
        query = query.filter(sales_order::state.eq(state));
    }
    if let Some(from) = filter.from {
        query = query.filter(sales_order::placed_at.ge(from));
    }
    if let Some(until) = filter.until {
        query = query.filter(sales_order::placed_at.lt(until));
    }
    for word in text::fold(&filter.words).split(' ').filter(|w| !w.is_empty()).take(MOST_WORDS) {
        query = query.filter(sales_order::search_key.like(text::like_pattern(word)).escape('\\'));
    }
    if let Some(sku) = &filter.product {
        let product = crate::catalogue::store::product_by_sku(tx, sku)?.map_or(0, ProductId::number);
        let with_product = order_line::table.filter(order_line::product_id.eq(product)).select(order_line::order_id);
        query = query.filter(sales_order::id.eq_any(with_product));
    }
    let (is_descending, after) = (filter.sort.is_descending, filter.after.clone());
    let query = match filter.sort.by {
        // Ids grow with the moments of placing.
        OrdersBy::Placed => in_order!(query, sales_order::id, is_descending, after.map(|(_, id)| id)),
        OrdersBy::Total => in_order!(query, sales_order::total, sales_order::id, is_descending, sort::by_number(after)?),
        OrdersBy::State => in_order!(query, sales_order::state, sales_order::id, is_descending, after),
    };
    let rows: Vec<ListedRow> = query
        .limit(filter.limit)
        .select((
            (sales_order::id, sales_order::number, sales_order::state, sales_order::placed_at, sales_order::currency),
            (sales_order::your_number, sales_order::requested_on, sales_order::total),
            (partner::code, partner::name),
        ))
        .load(tx.link())?;
    Ok(rows
        .into_iter()
        .map(|((id, number, state, placed_at, currency), (your_number, requested_on, total), partner)| Listed {
            id,
            number,
            state,
            placed_at,
            currency,
            your_number,
            requested_on,
            total,
            partner,
        })
        .collect())
}

/// An order's versions, the first first.
pub(in crate::orders) fn versions(tx: &mut Tx, order: OrderId) -> Answer<Vec<Version>> {
    let rows: Vec<(i64, Moment, String, Deed)> = order_version::table
        .filter(order_version::order_id.eq(order))
        .order(order_version::version)
        .select((order_version::version, order_version::at, order_version::actor, order_version::what))
        .load(tx.link())?;
    Ok(rows.into_iter().map(|(version, at, actor, what)| Version { version, at, actor, what }).collect())
}

/// An order as its first version was written, found by number within reach.
pub(in crate::orders) fn first_version(
    tx: &mut Tx,
    partners: Option<Vec<PartnerId>>,
    part: Option<Part>,
    number: &str,
) -> Answer<Option<Order>> {
    let Some((order, _)) = find(tx, partners, part, number)? else { return Ok(None) };
    let snapshot: String = order_version::table
        .filter(order_version::order_id.eq(order.id).and(order_version::version.eq(1i64)))
        .select(order_version::snapshot)
        .first(tx.link())?;
    Ok(Some(serde_json::from_str(&snapshot)?))
}

/// The products of an order's lines, in the lines' order.
pub(in crate::orders) fn products_of(tx: &mut Tx, order: OrderId) -> Answer<Vec<ProductId>> {
    Ok(order_line::table
        .filter(order_line::order_id.eq(order))
        .order(order_line::position)
        .select(order_line::product_id)
        .load(tx.link())?)
}
