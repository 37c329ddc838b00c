//! The API's description: OpenAPI 3.1 generated from the doors, as JSON and as a readable page. It is meant to be public.

mod refusals;
mod repeated;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use actix_web::HttpResponse;
use maud::{Markup, html};
use serde::Deserialize;
use utoipa::OpenApi;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};

use crate::access::permission::marks::Visit;
use crate::access::{May, Routes};
use crate::platform::error::{Answer, No};
use crate::platform::web::{Params, components};

/// This room's doors.
pub fn routes(routes: &mut Routes) {
    routes.get("/api/openapi.json", json);
    routes.get("/api", page);
    routes.get("/api/problems", problems);
}

#[derive(OpenApi)]
#[openapi(
    info(title = "Orderly", description = "Money, prices and quantities are decimal strings; times are RFC 3339 in UTC; errors are problem+json; \
        lists are {items, next}. Send the session's token as a bearer; an agent adds On-Behalf-Of with the partner's code, and so does somebody who buys for several companies."),
    paths(
        crate::access::api::begin_session, crate::access::api::end_session, crate::access::api::me, crate::access::api::change_password,
        crate::access::api::begin_representation, crate::access::api::end_representation,
        crate::access::api::keys::list_keys, crate::access::api::keys::make_key, crate::access::api::keys::end_key,
        crate::access::api::representations::representations, crate::access::api::representations::representation_permission,
        crate::access::api::representations::permit_representation,
        crate::access::api::profile::profile, crate::access::api::profile::put_profile, crate::access::api::profile::mail_choices,
        crate::access::api::profile::choose_mail, crate::access::api::profile::sessions, crate::access::api::profile::end_other_sessions,
        crate::access::api::profile::end_own_session, crate::access::api::invited::invitation, crate::access::api::invited::accept_invitation,
        crate::access::api::invited::join_by_invitation, crate::access::api::invited::ask_reset,
        crate::access::views::api::views, crate::access::views::api::save_view, crate::access::views::api::change_view,
        crate::access::views::api::delete_view,
        crate::shop::api::products, crate::shop::api::product, crate::shop::api::price, crate::shop::api::picture, crate::shop::api::categories,
        crate::shop::api::facets::facets, crate::shop::api::quotes::quote_lines, crate::shop::api::comparison::comparison, crate::orders::api::many::put_lines,
        crate::shop::api::search::suggestions, crate::shop::api::search::want_words, crate::activity::api::words::vain_words,
        crate::orders::api::cart, crate::orders::api::put_line, crate::orders::api::delete_line, crate::orders::api::see_cart, crate::orders::api::place_order,
        crate::orders::api::orders, crate::orders::api::one_order, crate::orders::api::cancel_order, crate::orders::api::reorder,
        crate::orders::api::codes::put_code, crate::orders::api::codes::delete_code, crate::orders::api::quotes::ask_quote,
        crate::orders::api::quotes::quotes, crate::orders::api::quotes::one_quote, crate::orders::api::quotes::answer_quote,
        crate::orders::api::quotes::agree_to_quote, crate::orders::api::quotes::accept_quote, crate::orders::api::quotes::decline_quote,
        crate::orders::api::quotes::withdraw_quote, crate::orders::api::quotes::ask_again, crate::orders::api::quotes::quote_limit,
        crate::orders::api::quotes::put_quote_limit, crate::pricing::api::discount_codes, crate::pricing::api::put_discount_code,
        crate::orders::api::receipt::order_receipt, crate::records::api::records_state,
        crate::privacy::api::erase_person,
        crate::orders::api::want_notice, crate::orders::api::shipments::ship, crate::orders::api::shipments::promise_day,
        crate::orders::api::shipments::shipments, crate::orders::api::shipments::one_shipment, crate::orders::api::promises::promises, crate::orders::api::picking::picking_list,
        crate::orders::api::picking::begin_picking, crate::orders::api::picking::stop_picking, crate::orders::api::picking::answer_cancellation,
        crate::orders::api::changes::ask_change, crate::orders::api::changes::order_changes, crate::orders::api::changes::preview_change,
        crate::orders::api::changes::answer_change, crate::orders::api::drafts::order_draft, crate::orders::api::drafts::put_draft,
        crate::orders::api::drafts::delete_draft, crate::orders::api::drafts::apply_draft,
        crate::partners::api::partners, crate::partners::api::partner, crate::partners::api::contracts::contracts, crate::partners::api::contracts::contract,
        crate::partners::api::people::people, crate::partners::api::people::put_person, crate::partners::api::people::make_link,
        crate::partners::api::people::block_person, crate::partners::api::discounts::discounts, crate::partners::api::discounts::give_discount,
        crate::partners::api::staff::staff, crate::partners::api::staff::put_staff, crate::partners::api::staff::make_staff_link,
        crate::partners::api::staff::block_staff,
        crate::partners::api::colleagues::company_people, crate::partners::api::colleagues::place_colleague,
        crate::partners::api::colleagues::block_colleague, crate::partners::api::colleagues::company_invitations,
        crate::partners::api::colleagues::invite_colleague, crate::partners::api::colleagues::send_colleague_again,
        crate::partners::api::colleagues::withdraw_colleague, crate::partners::api::colleagues::company_roles,
        crate::partners::api::colleagues::make_role, crate::partners::api::colleagues::put_role, crate::partners::api::colleagues::remove_role,
        crate::partners::api::invitations::partner_invitations, crate::partners::api::invitations::invite_to_partner,
        crate::partners::api::invitations::send_partner_again, crate::partners::api::invitations::withdraw_of_partner,
        crate::partners::api::invitations::staff_invitations, crate::partners::api::invitations::invite_staff,
        crate::partners::api::invitations::send_staff_again, crate::partners::api::invitations::withdraw_of_staff,
        crate::catalogue::api::stock, crate::catalogue::api::put_stock,
        crate::catalogue::api::pictures::put_picture, crate::catalogue::api::pictures::delete_picture,
        crate::catalogue::api::own_numbers::own_numbers, crate::catalogue::api::own_numbers::load_own_numbers,
        crate::catalogue::api::own_numbers::delete_own_number, crate::orders::api::quick::quick_order, crate::orders::api::quick::quick_order_to_cart,
        crate::orders::api::lists::lists, crate::orders::api::lists::make_list, crate::orders::api::lists::one_list,
        crate::orders::api::lists::change_list, crate::orders::api::lists::delete_list, crate::orders::api::lists::put_list_line,
        crate::orders::api::lists::delete_list_line, crate::orders::api::lists::list_to_cart, crate::orders::api::lists::carts_aside,
        crate::orders::api::lists::put_cart_aside, crate::orders::api::lists::bring_cart_back, crate::orders::api::lists::delete_cart_aside,
        crate::orders::api::lists::order_form, crate::orders::api::standing::standing_orders, crate::orders::api::standing::make_standing,
        crate::orders::api::standing::one_standing, crate::orders::api::standing::change_standing, crate::orders::api::standing::skip_standing,
        crate::orders::api::standing::set_standing_state,
        crate::activity::api::requested_items, crate::activity::api::feed::activity, crate::activity::api::feed::activity_stream,
        crate::activity::api::online::who_is_online, crate::activity::api::online::put_online_minutes, crate::activity::api::carts::open_carts,
        crate::activity::api::own::own_activity, crate::seller::api::settings, crate::seller::api::put_settings,
        crate::seller::api::brand, crate::seller::api::put_brand, crate::seller::api::put_logo, crate::seller::api::delete_logo,
        crate::receivables::api::invoices::invoices, crate::receivables::api::invoices::one_invoice, crate::receivables::api::invoices::defer_invoice,
        crate::receivables::api::invoices::dispute_invoice, crate::receivables::api::payments::payments, crate::receivables::api::payments::book_payment,
        crate::receivables::api::payments::reverse_payment, crate::receivables::api::statement::contract_statement,
        crate::receivables::api::statement::partner_statement, crate::receivables::api::money::money, crate::receivables::api::limits::contract_limit, crate::receivables::api::limits::put_limit,
        crate::receivables::api::limits::ask_limit, crate::receivables::api::limits::limit_requests, crate::receivables::api::limits::answer_limit,
        crate::receivables::api::blocks::standing, crate::receivables::api::blocks::block_history, crate::receivables::api::blocks::block_contract,
        crate::receivables::api::blocks::release_block, crate::receivables::api::blocks::blocked_contracts,
        crate::receivables::api::credit_notes::credit_notes, crate::receivables::api::credit_notes::one_credit_note,
        crate::receivables::api::credit_notes::post_credit_note, crate::receivables::api::credit_notes::reverse_credit_note,
        crate::insight::api::dashboard, crate::insight::api::day,
        crate::exchange::api::import,
        crate::service::api::messages::write_message, crate::service::api::messages::add_note, crate::service::api::messages::record_call,
        crate::service::api::messages::messages, crate::service::api::messages::see_message, crate::service::api::messages::answer_message,
        crate::service::api::tasks::tasks, crate::service::api::tasks::finish_task,
        crate::service::api::rules::rules, crate::service::api::rules::add_rule, crate::service::api::rules::put_rule, crate::service::api::rules::try_rule,
        crate::service::api::timeline::partner_timeline, crate::service::api::as_on::contract_as_on,
    ),
    security(("bearer" = []))
)]
struct Description;

/// The description of every door of the API.
fn description() -> utoipa::openapi::OpenApi {
    let mut api = Description::openapi();
    let bearer = SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build());
    api.components.get_or_insert_default().add_security_scheme("bearer", bearer);
    refusals::add(&mut api);
    repeated::add(&mut api);
    api
}

/// The description, made when it is first asked for: the doors stay what they are while the program runs.
struct Told {
    text: String,
    api: serde_json::Value,
}

fn told() -> Answer<&'static Told> {
    static TOLD: OnceLock<Told> = OnceLock::new();
    if let Some(told) = TOLD.get() {
        return Ok(told);
    }
    let api = description();
    let told = Told { text: serde_json::to_string_pretty(&api)?, api: serde_json::to_value(&api)? };
    Ok(TOLD.get_or_init(|| told))
}

/// The description as JSON, as it is committed.
pub fn text() -> Answer<&'static str> {
    Ok(&told()?.text)
}

async fn json(_: May<Visit>) -> Answer<HttpResponse> {
    Ok(HttpResponse::Ok().content_type("application/json").insert_header(("cache-control", "public, max-age=3600")).body(text()?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Chosen {
    /// The first word of the paths to be told in full.
    #[serde(default)]
    room: String,
}

/// Every door by its name; those of one room in full, so that the page stays light however many there are.
async fn page(may: May<Visit>, Params(chosen): Params<Chosen>) -> Answer<HttpResponse> {
    let l = may.voice();
    let rooms = rooms(&told()?.api);
    if !chosen.room.is_empty() && !rooms.contains_key(chosen.room.as_str()) {
        return Err(No::not_found());
    }
    let body = html! {
        div.page-head { div { h1 { (l.say("api-title")) } p { (l.say("api-lede")) " " a href="/api/openapi.json" { "openapi.json" } } } }
        div.stack { @for (room, doors) in &rooms {
            @if chosen.room == *room { @for (path, method, door) in doors { (door_card(path, method, door)) } }
            @else { (index_card(room, doors)) }
        } }
    };
    Ok(may.page(l.say("api-title"), &body))
}

/// A door: its path, its method, what is told of it.
type Door<'a> = (&'a str, &'a str, &'a serde_json::Value);

/// The doors by their rooms: the first word of a path after the version.
fn rooms(api: &serde_json::Value) -> BTreeMap<&str, Vec<Door<'_>>> {
    let mut rooms: BTreeMap<&str, Vec<Door<'_>>> = BTreeMap::new();
    for (path, methods) in api["paths"].as_object().into_iter().flatten() {
        let room = path.trim_start_matches("/api/v1/").split('/').next().unwrap_or_default();
        let doors = methods.as_object().into_iter().flatten().map(|(method, door)| (path.as_str(), method.as_str(), door));
        rooms.entry(room).or_default().extend(doors);
    }
    rooms
}

fn index_card(room: &str, doors: &[Door<'_>]) -> Markup {
    html! {
        section.card {
            h2 { a href=(components::link("/api", &[("room", room)])) { code { (room) } } }
            ul { @for (path, method, _) in doors { li { code { (method.to_uppercase()) " " (path) } } } }
        }
    }
}

fn door_card(path: &str, method: &str, door: &serde_json::Value) -> Markup {
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    html! {
        section.card {
            h2 { code { (method.to_uppercase()) " " (path) } }
            p { (text(&door["summary"])) }
            @if let Some(params) = door["parameters"].as_array() { ul { @for p in params { li { code { (text(&p["name"])) } " " (text(&p["description"])) } } } }
            // What any door may answer is told in the JSON alone.
            dl.facts { @for (status, answer) in door["responses"].as_object().into_iter().flatten().filter(|(_, answer)| answer.get("$ref").is_none()) { div { dt { (status) } dd { (text(&answer["description"])) } } } }
        }
    }
}

async fn problems(may: May<Visit>) -> Answer<HttpResponse> {
    let l = may.voice();
    let body = html! { div.page-head { h1 { (l.say("api-problems-title")) } } p.lede { (l.say("api-problems-lede")) } };
    Ok(may.page(l.say("api-problems-title"), &body))
}
