//! The rights there are, each as a type: a door that asks for `May<PlaceOrders>` opens to nobody without it.

/// A right as a type.
pub trait Permission: Send + Sync + 'static {
    /// The right it stands for.
    const RIGHT: Right;
}

macro_rules! permissions {
    ($($(#[$meta:meta])* $name:ident = $word:literal),+ $(,)?) => {
        $crate::words! {
            /// A right, by its word.
            pub enum Right { $($(#[$meta])* $name = $word),+ }
        }

        /// The rights as types.
        pub mod marks {
            $($(#[$meta])* #[derive(Debug, Clone, Copy)] pub struct $name;
            impl super::Permission for $name { const RIGHT: super::Right = super::Right::$name; })+
        }
    };
}

permissions! {
    /// Open the public pages. Everybody has it.
    Visit = "visit",
    /// Be somebody: see and change one's own account.
    BeSomebody = "account.own",
    /// See the goods that the contract allows, with prices and stock.
    SeeCatalogue = "catalogue.see",
    /// Fill a cart.
    FillCart = "cart.fill",
    /// Place an order.
    PlaceOrders = "orders.place",
    /// See orders within reach.
    ReadOrders = "orders.read",
    /// Cancel an order.
    CancelOrders = "orders.cancel",
    /// See what was wanted and could not be had.
    ReadRequested = "requested.read",
    /// See one's own company: people, addresses, acts on its behalf.
    ReadCompany = "company.read",
    /// Run one's own company: forbid representation.
    RunCompany = "company.run",
    /// See partners within reach.
    ReadPartners = "partners.read",
    /// Make and change partners, contracts and addresses.
    ManagePartners = "partners.manage",
    /// Make accounts and one-time links.
    ManageAccounts = "accounts.manage",
    /// Act on behalf of one's clients.
    Represent = "clients.represent",
    /// See stock of every warehouse.
    ReadStock = "stock.read",
    /// Book stock figures and movements.
    ManageStock = "stock.manage",
    /// Give personal discounts.
    ManageDiscounts = "discounts.manage",
    /// See what is owed: limits, debts, invoices, payments, statements, blocks.
    ReadMoney = "money.read",
    /// Book payments and undo them; settle disputes.
    BookPayments = "payments.book",
    /// Set credit limits, and answer those who ask for one.
    SetLimits = "limits.set",
    /// Block shipments of a contract and release them.
    BlockShipments = "shipments.block",
    /// Give an invoice more days.
    DeferPayments = "payments.defer",
    /// Pick and ship.
    ShipOrders = "orders.ship",
    /// Promise another day for what is open, and see how promises were kept.
    PromiseOrders = "orders.promise",
    /// Watch what clients do as it happens.
    WatchClients = "clients.watch",
    /// Write to clients, keep notes about them, ask for a limit, do tasks.
    ServeClients = "clients.serve",
    /// Make the rules that watch over clients.
    ManageRules = "rules.manage",
    /// Read the business: figures, charts, reports.
    ReadInsight = "insight.read",
    /// See what needs one today.
    SeeDay = "day.see",
    /// Import files.
    Import = "imports.run",
    /// Make keys for machines.
    ManageKeys = "keys.manage",
    /// Change settings of the house.
    ManageSettings = "settings.manage",
    /// Read the time line of a client: all that happened with him.
    ReadTimeline = "timeline.read",
    /// Edit orders of clients.
    EditOrders = "orders.edit",
    /// Erase a person for good.
    ErasePeople = "people.erase",
}

/// A set of rights.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rights(u64);

impl Rights {
    /// None.
    pub const NONE: Rights = Rights(0);

    /// Of these.
    pub const fn of(rights: &[Right]) -> Self {
        let mut bits = 0;
        let mut i = 0;
        while i < rights.len() {
            bits |= 1 << rights[i] as u64;
            i += 1;
        }
        Self(bits)
    }

    /// Whether the right is among them.
    pub const fn has(self, right: Right) -> bool {
        self.0 & (1 << right as u64) != 0
    }

    /// Those of both together.
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Those that both have.
    pub const fn common(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Whether every right of the other is here.
    pub const fn covers(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Their words.
    pub fn words(self) -> Vec<&'static str> {
        Right::ALL.iter().filter(|r| self.has(**r)).map(|r| r.as_str()).collect()
    }
}
