//! Reach: which partners, and which of their units, an actor's reads and writes can touch at all.

crate::typed_id!(
    /// A client company.
    PartnerId, "par"
);
crate::typed_id!(
    /// A department of a client company.
    UnitId, "unt"
);
crate::typed_id!(
    /// A person's account.
    AccountId, "acc"
);
crate::typed_id!(
    /// A session of a person.
    SessionId, "ses"
);
crate::typed_id!(
    /// A stretch of time in which an agent acts for a client.
    RepresentationId, "rep"
);
crate::typed_id!(
    /// A key of a machine.
    KeyId, "key"
);
crate::typed_id!(
    /// A role that a company has made for itself.
    CustomRoleId, "rol"
);

/// A part of a company, as far as somebody's reach goes within it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// One unit's own things and those of no unit.
    Unit(UnitId),
    /// What this person placed himself.
    Person(AccountId),
}

/// What an actor can touch. It is part of every query about things that have an owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// Nothing that belongs to a partner.
    Nothing,
    /// Every partner: the office.
    Everything,
    /// These partners: an agent's clients.
    Partners(Vec<PartnerId>),
    /// One partner: its people, and whoever acts for it; the whole of it, or a part.
    Own {
        /// The partner.
        partner: PartnerId,
        /// The part the person is bound to, if any.
        part: Option<Part>,
    },
}

impl Reach {
    /// Whether a partner lies within.
    pub fn holds(&self, id: PartnerId) -> bool {
        match self {
            Reach::Nothing => false,
            Reach::Everything => true,
            Reach::Partners(partners) => partners.contains(&id),
            Reach::Own { partner, .. } => *partner == id,
        }
    }

    /// The partners it is limited to; none when it is not limited.
    pub fn partners(&self) -> Option<Vec<PartnerId>> {
        match self {
            Reach::Nothing => Some(Vec::new()),
            Reach::Everything => None,
            Reach::Partners(partners) => Some(partners.clone()),
            Reach::Own { partner, .. } => Some(vec![*partner]),
        }
    }

    /// The same, of those that lie within with all their units: for what is a company's as a whole, such as payments and sums.
    pub fn whole_partners(&self) -> Option<Vec<PartnerId>> {
        if self.part().is_some() { Some(Vec::new()) } else { self.partners() }
    }

    /// Whether it is the reach of one of us: not of a client's person, not of whoever acts for a client, not of somebody who has
    /// chosen no company yet.
    pub fn is_ours(&self) -> bool {
        match self {
            Reach::Everything | Reach::Partners(_) => true,
            Reach::Own { .. } | Reach::Nothing => false,
        }
    }

    /// The part of its company that it is limited to, if any: what orders, shipments and invoices are found by.
    pub fn part(&self) -> Option<Part> {
        match self {
            Reach::Own { part, .. } => *part,
            _ => None,
        }
    }

    /// Whether what a partner has lies within, of this unit and placed by this person: as queries find it.
    pub fn covers(&self, partner: PartnerId, unit: Option<UnitId>, placed_by: AccountId) -> bool {
        let is_in_part = match self.part() {
            None => true,
            Some(Part::Unit(own)) => unit.is_none_or(|unit| unit == own),
            Some(Part::Person(account)) => account == placed_by,
        };
        self.holds(partner) && is_in_part
    }

    /// The unit it is limited to, if any: for what has a unit and nobody who placed it, such as addresses.
    pub fn unit(&self) -> Option<UnitId> {
        match self.part() {
            Some(Part::Unit(unit)) => Some(unit),
            Some(Part::Person(_)) | None => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::values::ids::Id;

    #[test]
    fn whoever_has_chosen_no_company_is_none_of_us() {
        let own = Reach::Own { partner: PartnerId::from_number(1), part: None };
        assert!(Reach::Everything.is_ours() && Reach::Partners(Vec::new()).is_ours());
        assert!(!own.is_ours() && !Reach::Nothing.is_ours());
    }

    #[test]
    fn a_part_of_a_company_covers_its_own_things() {
        let (ours, theirs) = (PartnerId::from_number(1), PartnerId::from_number(2));
        let (north, south) = (Some(UnitId::from_number(3)), Some(UnitId::from_number(4)));
        let (me, other) = (AccountId::from_number(5), AccountId::from_number(6));
        let own = |part| Reach::Own { partner: ours, part };
        assert!(own(None).covers(ours, south, other) && !own(None).covers(theirs, None, me));
        let unit = own(north.map(Part::Unit));
        assert!(unit.covers(ours, north, other) && unit.covers(ours, None, other) && !unit.covers(ours, south, me));
        let person = own(Some(Part::Person(me)));
        assert!(person.covers(ours, south, me) && !person.covers(ours, north, other) && !person.covers(theirs, north, me));
        assert!(Reach::Everything.covers(theirs, north, other) && !Reach::Nothing.covers(ours, None, me));
    }
}
