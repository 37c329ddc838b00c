//! Looking back at orders: lists within reach, one order with its versions.

use super::order::{Order, OrderId, Version};
use super::store::{self, Filter, Listed};
use crate::access::Act;
use crate::access::permission::marks::ReadOrders;
use crate::platform::error::{Answer, No};

/// Orders within reach, the latest first.
pub fn list(act: &mut Act<'_, ReadOrders>, filter: &Filter) -> Answer<Vec<Listed>> {
    let reach = act.reach();
    store::list(act.tx(), reach.partners(), reach.unit(), filter)
}

/// Orders within reach with everything in them, the latest first: for pages, which show a few.
pub fn list_whole(act: &mut Act<'_, ReadOrders>, filter: &Filter) -> Answer<Vec<(Listed, Order)>> {
    let listed = list(act, filter)?;
    let ids: Vec<OrderId> = listed.iter().map(|order| order.id).collect();
    let mut whole = store::whole(act.tx(), &ids)?;
    let pair = |listed: Listed| {
        let at = whole.iter().position(|order| order.id == listed.id)?;
        Some((listed, whole.swap_remove(at)))
    };
    Ok(listed.into_iter().filter_map(pair).collect())
}

/// One order by its number; what is out of reach does not exist.
pub fn look(act: &mut Act<'_, ReadOrders>, number: &String) -> Answer<Order> {
    let reach = act.reach();
    store::find(act.tx(), reach.partners(), reach.unit(), number)?.map(|(order, _)| order).ok_or_else(No::not_found)
}

/// One order with its versions.
pub fn look_with_versions(act: &mut Act<'_, ReadOrders>, number: &String) -> Answer<(Order, Vec<Version>)> {
    let order = look(act, number)?;
    let versions = store::versions(act.tx(), order.id)?;
    Ok((order, versions))
}
