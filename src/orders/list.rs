//! Shopping lists: goods kept under a name, shared with the unit or not, priced anew whenever they are opened, put into the cart at
//! once. Whoever may see a list uses it; its owner and his company's administrator change it. Nothing is reserved by a list.

use super::cart;
use super::gather::{Source, goods};
use super::priced::price_lines;
use super::store::{self, ListRow, Viewer};
use super::today::{Today, Was, today};
use crate::access::permission::{Permission, marks::FillCart};
use crate::access::{Act, Recorded, Right};
use crate::catalogue::{self, Product, ProductId};
use crate::partners::{AddressId, Contract, ContractId};
use crate::platform::error::{Answer, No};
use crate::platform::values::{Currency, Moment, Money, Quantity, UnitPrice, text};
use crate::platform::web::Lang;
use crate::pricing::{CodeId, vat};
use crate::say;

crate::typed_id!(
    /// A shopping list or a cart put aside.
    ListId, "lst"
);

crate::words! {
    /// What is kept.
    pub enum Kind {
        /// A shopping list.
        List = "list",
        /// A cart put aside, with its contract, address and code.
        Cart = "cart",
    }
}

/// The most lists that somebody has of his own, and the most carts put aside.
pub const MOST_LISTS: i64 = 100;
/// The longest name.
const LONGEST_NAME: usize = 80;

/// A line as it is kept: how the product was called when it was put in, which is all that is told of one that is forbidden now.
#[derive(Debug, Clone)]
pub struct Line {
    /// The product.
    pub product: ProductId,
    /// Its place.
    pub position: i64,
    /// The article number.
    pub sku: String,
    /// The name.
    pub name: String,
    /// The name in English.
    pub name_en: String,
    /// The unit of measure by its OKEI code.
    pub unit: String,
    /// How much.
    pub quantity: Quantity,
    /// What one unit cost when it was last put in.
    pub seen: Option<UnitPrice>,
}

impl Line {
    /// Its name in a language.
    pub fn name_in(&self, lang: Lang) -> &str {
        lang.choose(&self.name, &self.name_en)
    }

    /// A product at a place.
    pub(super) fn of(product: &Product, position: i64, quantity: Quantity, seen: Option<UnitPrice>) -> Self {
        Self {
            product: product.id,
            position,
            sku: product.sku.clone(),
            name: product.name.clone(),
            name_en: product.name_en.clone(),
            unit: product.unit.okei.to_owned(),
            quantity,
            seen,
        }
    }

    /// The line as it was, to be compared with today.
    pub(super) fn was(&self) -> Was {
        Was { sku: self.sku.clone(), quantity: self.quantity, unit_price: self.seen }
    }
}

/// A list as lists of lists show it.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Its id.
    pub id: ListId,
    /// Its name.
    pub name: String,
    /// Whose it is, by name.
    pub owner: String,
    /// Whether it is the caller's own.
    pub is_own: bool,
    /// Whether the caller may change it.
    pub is_changeable: bool,
    /// Whether it is shared with the unit.
    pub is_shared: bool,
    /// When it was last changed.
    pub changed_at: Moment,
    /// How many lines it has.
    pub lines: usize,
}

/// A list as it would be bought today.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The list.
    pub list: Listed,
    /// The contract it is priced under.
    pub contract: Contract,
    /// Its lines, each with what it would be today.
    pub lines: Vec<(Line, Today)>,
    /// What comes of the lines that can be ordered, with VAT.
    pub total: Money,
}

impl Opened {
    /// The currency of its prices.
    pub fn currency(&self) -> Currency {
        self.contract.currency
    }
}

/// Who looks and changes.
pub(super) fn viewer<P: Permission>(act: &Act<'_, P>) -> Answer<Viewer> {
    let company = act.company()?;
    Ok(Viewer { partner: company.id, unit: company.unit, account: act.account()? })
}

fn listed<P: Permission>(act: &Act<'_, P>, row: ListRow, lines: usize) -> Answer<Listed> {
    let is_own = row.account == act.account()?;
    Ok(Listed {
        is_own,
        is_changeable: is_own || act.actor().may(Right::RunCompany),
        id: row.id,
        name: row.name,
        owner: row.owner,
        is_shared: row.is_shared,
        changed_at: row.changed_at,
        lines,
    })
}

/// Every list that the caller may see, by name.
pub fn all<P: Permission>(act: &mut Act<'_, P>, (): &()) -> Answer<Vec<Listed>> {
    of_kind(act, Kind::List)
}

pub(super) fn of_kind<P: Permission>(act: &mut Act<'_, P>, kind: Kind) -> Answer<Vec<Listed>> {
    let by = viewer(act)?;
    let rows = store::lists(act.tx(), by, kind, None)?;
    let ids: Vec<ListId> = rows.iter().map(|row| row.id).collect();
    let counts = store::count_list_lines(act.tx(), &ids)?;
    let count = |id: ListId| counts.iter().find(|(of, _)| *of == id).map_or(0, |(_, count)| *count);
    rows.into_iter()
        .map(|row| {
            let lines = usize::try_from(count(row.id)).unwrap_or_default();
            listed(act, row, lines)
        })
        .collect()
}

/// A list within reach; what is another's does not exist.
pub(super) fn find<P: Permission>(act: &mut Act<'_, P>, kind: Kind, id: ListId) -> Answer<ListRow> {
    let by = viewer(act)?;
    store::lists(act.tx(), by, kind, Some(id))?.pop().ok_or_else(No::not_found)
}

/// The same to be changed: held, and the caller's to change.
fn held(act: &mut Act<'_, FillCart>, id: ListId) -> Answer<ListRow> {
    let row = find(act, Kind::List, id)?;
    let is_changeable = row.account == act.account()? || act.actor().may(Right::RunCompany);
    if !is_changeable {
        return Err(No::forbidden());
    }
    if store::touch_list(act.tx(), id)? { Ok(row) } else { Err(No::not_found()) }
}

/// A list with today's prices and stock. Nothing is changed.
pub fn open<P: Permission>(act: &mut Act<'_, P>, id: &ListId) -> Answer<Opened> {
    let row = find(act, Kind::List, *id)?;
    let (contract, account) = (cart::chosen_contract(act)?, act.account()?);
    let lines = store::list_lines(act.tx(), *id)?;
    let was: Vec<Was> = lines.iter().map(Line::was).collect();
    let today = today(act.tx(), &contract, account, &was)?;
    let amounts = today.iter().filter(|today| today.is_possible()).filter_map(|today| Some(today.line.as_ref()?.amounts));
    let total = vat::total(amounts)?.gross;
    let list = listed(act, row, lines.len())?;
    Ok(Opened { list, contract, lines: lines.into_iter().zip(today).collect(), total })
}

/// A list to be made.
#[derive(Debug, Clone)]
pub struct NewList {
    /// Its name.
    pub name: String,
    /// Whether it is shared with the unit at once.
    pub is_shared: bool,
    /// What it is made of.
    pub source: Source,
}

/// Makes a list; answers its id.
pub fn make(act: &mut Act<'_, FillCart>, new: &NewList) -> Answer<Recorded<ListId>> {
    let by = viewer(act)?;
    let name = checked_name(act, by, Kind::List, &new.name, None)?;
    let lines = goods(act, &new.source)?;
    let id = keep(act, Kind::List, by, &name, (None, None, None), lines)?;
    if new.is_shared {
        store::update_list(act.tx(), id, &name, true)?;
    }
    Ok(act.pass(id))
}

/// Writes a list of a kind with its lines.
pub(super) fn keep(
    act: &mut Act<'_, FillCart>,
    kind: Kind,
    by: Viewer,
    name: &str,
    (contract, address, code): (Option<ContractId>, Option<AddressId>, Option<CodeId>),
    lines: Vec<(Product, Quantity)>,
) -> Answer<ListId> {
    if store::count_lists(act.tx(), by, kind)? >= MOST_LISTS {
        return Err(No::conflict("too_many_lists", say!("list-too-many", count = MOST_LISTS)));
    }
    let id = store::insert_list(act.tx(), &store::NewListRow { by, kind, name, contract, address, code })?;
    put_all(act, id, lines)?;
    Ok(id)
}

/// Puts goods into a list; a product that is there already is raised by so much.
fn put_all(act: &mut Act<'_, FillCart>, id: ListId, goods: Vec<(Product, Quantity)>) -> Answer<()> {
    let (contract, account) = (cart::chosen_contract(act)?, act.account()?);
    let tx = act.tx();
    let kept = store::list_lines(tx, id)?;
    let mut last = kept.last().map_or(0, |line| line.position);
    let mut wanted: Vec<(Product, Quantity)> = Vec::new();
    for (product, quantity) in goods {
        match wanted.iter_mut().find(|(known, _)| known.id == product.id) {
            Some((_, sum)) => *sum = sum.plus(quantity)?,
            None => {
                let before = kept.iter().find(|line| line.product == product.id).map_or(Quantity::ZERO, |line| line.quantity);
                wanted.push((product, before.plus(quantity)?));
            }
        }
    }
    let fresh = wanted.iter().filter(|(product, _)| !kept.iter().any(|line| line.product == product.id)).count();
    if kept.len() + fresh > cart::MOST_LINES {
        return Err(No::invalid("/lines", "too_many_lines", say!("list-too-many-lines", count = cart::MOST_LINES)));
    }
    for line in price_lines(tx, &contract, Some(account), wanted)? {
        last += 1;
        let seen = line.quote.as_ref().map(|quote| quote.unit_price);
        store::put_list_line(tx, id, &Line::of(&line.product, last, line.quantity, seen))?;
    }
    Ok(())
}

/// A name that can be used: not empty, and none of the caller's others.
pub(super) fn checked_name(
    act: &mut Act<'_, FillCart>,
    by: Viewer,
    kind: Kind,
    name: &str,
    but: Option<ListId>,
) -> Answer<String> {
    let name = text::required_line(name, LONGEST_NAME)
        .map_err(|_| No::invalid("/name", "bad_name", say!("list-bad-name", count = LONGEST_NAME)))?;
    if store::has_list_named(act.tx(), by, kind, &text::fold(&name), but)? {
        return Err(No::invalid("/name", "name_taken", say!("list-name-taken", name = &name)));
    }
    Ok(name)
}

/// How a list shall be called and whether it is shared; nothing is as it was.
#[derive(Debug, Clone)]
pub struct Change {
    /// The list.
    pub id: ListId,
    /// Its name.
    pub name: Option<String>,
    /// Whether it is shared with the unit.
    pub is_shared: Option<bool>,
}

/// Renames a list, shares it with its owner's unit or takes it back.
pub fn change(act: &mut Act<'_, FillCart>, change: &Change) -> Answer<Recorded<()>> {
    let row = held(act, change.id)?;
    let by = Viewer { account: row.account, ..viewer(act)? };
    let name = match &change.name {
        Some(name) => checked_name(act, by, Kind::List, name, Some(row.id))?,
        None => row.name,
    };
    store::update_list(act.tx(), row.id, &name, change.is_shared.unwrap_or(row.is_shared))?;
    Ok(act.pass(()))
}

/// Throws a list away.
pub fn remove(act: &mut Act<'_, FillCart>, id: &ListId) -> Answer<Recorded<()>> {
    let row = held(act, *id)?;
    store::delete_list(act.tx(), row.id)?;
    Ok(act.pass(()))
}

/// A line of a list as it shall be.
#[derive(Debug, Clone)]
pub struct SetLine {
    /// The list.
    pub id: ListId,
    /// The article number.
    pub sku: String,
    /// How much of it; none takes it out.
    pub quantity: Option<Quantity>,
}

/// Makes a list hold so much of a product, or none of it.
pub fn set_line(act: &mut Act<'_, FillCart>, line: &SetLine) -> Answer<Recorded<()>> {
    let row = held(act, line.id)?;
    let kept = store::list_lines(act.tx(), row.id)?;
    let known = kept.iter().find(|known| catalogue::store::sku_key(&known.sku) == catalogue::store::sku_key(&line.sku));
    let Some(quantity) = line.quantity else {
        let known = known.ok_or_else(No::not_found)?;
        store::delete_list_line(act.tx(), row.id, known.product)?;
        return Ok(act.pass(()));
    };
    let Some((product, _)) = allowed_one(act, &line.sku, quantity)? else {
        return Err(No::not_found());
    };
    if let Some(objection) = product.objection(quantity) {
        return Err(No::invalid("/quantity", objection.code(), objection.message(&product.sku)));
    }
    if let Some(known) = known {
        store::put_list_line(act.tx(), row.id, &Line { quantity, ..known.clone() })?;
        return Ok(act.pass(()));
    }
    put_all(act, row.id, vec![(product, quantity)])?;
    Ok(act.pass(()))
}

fn allowed_one(act: &mut Act<'_, FillCart>, sku: &str, quantity: Quantity) -> Answer<Option<(Product, Quantity)>> {
    let contract = cart::chosen_contract(act)?;
    let found = catalogue::store::allowed_by_sku(act.tx(), contract.id, contract.day, &[sku.to_owned()])?;
    Ok(found.into_iter().next().map(|product| (product, quantity)))
}

/// What of a list is put into the cart.
#[derive(Debug, Clone)]
pub struct ToCart {
    /// The list.
    pub id: ListId,
    /// These article numbers; all when none is named.
    pub skus: Vec<String>,
}

/// Puts what can be ordered of a list into the cart; answers what is different from the last time, of the lines that were meant.
pub fn to_cart(act: &mut Act<'_, FillCart>, wish: &ToCart) -> Answer<Recorded<Opened>> {
    let mut opened = open(act, &wish.id)?;
    if !wish.skus.is_empty() {
        opened.lines.retain(|(line, _)| wish.skus.contains(&line.sku));
    }
    let possible = opened.lines.iter().filter(|(_, today)| today.is_possible());
    let goods: Vec<(String, Quantity)> = possible.map(|(line, today)| (line.sku.clone(), today.quantity)).collect();
    if goods.is_empty() {
        return Err(No::conflict("nothing_possible", say!("list-nothing-possible")));
    }
    cart::add_all(act, &goods)?;
    // From now on the prices of today are the ones that were seen.
    for (line, today) in &opened.lines {
        if let Some(price) = today.unit_price() {
            store::put_list_line(act.tx(), wish.id, &Line { seen: Some(price), ..line.clone() })?;
        }
    }
    Ok(act.pass(opened))
}
