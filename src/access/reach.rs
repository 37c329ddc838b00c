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

/// What an actor can touch. It is part of every query about things that have an owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// Nothing that belongs to a partner.
    Nothing,
    /// Every partner: the office.
    Everything,
    /// These partners: an agent's clients.
    Partners(Vec<PartnerId>),
    /// One partner: its people, and whoever acts for it. With a unit, only that unit's own things and those of no unit.
    Own {
        /// The partner.
        partner: PartnerId,
        /// The unit the person is bound to, if any.
        unit: Option<UnitId>,
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
        if self.unit().is_some() { Some(Vec::new()) } else { self.partners() }
    }

    /// The unit it is limited to, if any.
    pub fn unit(&self) -> Option<UnitId> {
        match self {
            Reach::Own { unit, .. } => *unit,
            _ => None,
        }
    }
}
