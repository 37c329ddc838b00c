//! Invitations by our staff: to a partner, on its page, and to ourselves, on the page of our staff.

use actix_web::{HttpResponse, web};
use maud::{Markup, html};

use super::card::{self, Seen};
use super::company::Done;
use super::invitations::{self, Choice, InviteForm, OF_PARTNERS, Which};
use super::{Typed, is_about_form, staff};
use crate::access::accounts::invitations::Open;
use crate::access::permission::marks::{ManageAccounts, ReadPartners};
use crate::access::{May, Routes};
use crate::partners::colleagues;
use crate::platform::error::{Answer, No};
use crate::platform::web::{Form, paths};

pub(super) fn routes(routes: &mut Routes) {
    routes.post("/partners/{code}/invitations", invite);
    routes.post("/partners/{code}/invitations/letters", send_again);
    routes.post("/partners/{code}/invitations/withdrawals", withdraw);
    routes.post("/staff/invitations", invite_staff);
    routes.post("/staff/invitations/letters", send_staff_again);
    routes.post("/staff/invitations/withdrawals", withdraw_of_staff);
}

/// The invitations of a partner on its page.
pub(super) fn section(may: &May<ReadPartners>, seen: &Seen, open: &[Open], typed: &Typed<InviteForm>) -> Markup {
    let (l, token) = (may.voice(), may.form_token());
    let path = format!("{}/invitations", paths::partner(&seen.card.partner.code));
    let choice = Choice { roles: OF_PARTNERS, customs: Vec::new(), units: &seen.card.units };
    html! {
        (invitations::list(l, &token, &path, open, &seen.card.units))
        (invitations::form(l, &token, &path, typed, &choice))
    }
}

fn partner_page(code: &str) -> String {
    paths::partner(code)
}

async fn invite(may: May<ManageAccounts>, code: web::Path<String>, Form(form): Form<InviteForm>) -> Answer<HttpResponse> {
    let code = code.into_inner();
    let outcome = match form.guest(&may) {
        Ok(guest) => may.write((code.clone(), guest), colleagues::invite_to).await,
        Err(no) => Err(no),
    };
    match outcome {
        Ok(_) => Ok(Done::Invited.at(&partner_page(&code))),
        Err(no) => again(&may, code, form, no).await,
    }
}

/// The partner's page again with what was typed and why it was refused.
async fn again(may: &May<ManageAccounts>, code: String, form: InviteForm, no: No) -> Answer<HttpResponse> {
    match may.also::<ReadPartners>() {
        Some(may) if is_about_form(&no) => {
            let told = card::Told { invite: Typed { form, no: Some(no) }, ..card::Told::default() };
            card::draw(&may, code, &told).await
        }
        _ => Err(no),
    }
}

async fn send_again(may: May<ManageAccounts>, code: web::Path<String>, Form(form): Form<Which>) -> Answer<HttpResponse> {
    let (code, link) = (code.into_inner(), may.fresh_link()?);
    may.write((Some(code.clone()), form.id, link), colleagues::send_again).await?;
    Ok(Done::Sent.at(&partner_page(&code)))
}

async fn withdraw(may: May<ManageAccounts>, code: web::Path<String>, Form(form): Form<Which>) -> Answer<HttpResponse> {
    let code = code.into_inner();
    may.write((Some(code.clone()), form.id), colleagues::withdraw).await?;
    Ok(Done::Withdrawn.at(&partner_page(&code)))
}

async fn invite_staff(may: May<ManageAccounts>, Form(form): Form<InviteForm>) -> Answer<HttpResponse> {
    let outcome = match form.guest(&may) {
        Ok(guest) => may.write(guest, colleagues::invite_staff).await,
        Err(no) => Err(no),
    };
    match outcome {
        Ok(_) => Ok(Done::Invited.at("/staff")),
        Err(no) if is_about_form(&no) => {
            let told = staff::Told { invite: Typed { form, no: Some(no) }, ..staff::Told::default() };
            staff::draw(&may, &told).await
        }
        Err(no) => Err(no),
    }
}

async fn send_staff_again(may: May<ManageAccounts>, Form(form): Form<Which>) -> Answer<HttpResponse> {
    let link = may.fresh_link()?;
    may.write((None::<String>, form.id, link), colleagues::send_again).await?;
    Ok(Done::Sent.at("/staff"))
}

async fn withdraw_of_staff(may: May<ManageAccounts>, Form(form): Form<Which>) -> Answer<HttpResponse> {
    may.write((None::<String>, form.id), colleagues::withdraw).await?;
    Ok(Done::Withdrawn.at("/staff"))
}
