//! The verbs of the desk as the journal knows them, and what the window looks at again after each.

macro_rules! ops {
    ($($(#[$doc:meta])* $variant:ident $name:literal $topic:ident;)*) => {
        /// A verb as the journal knows it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Op { $($(#[$doc])* $variant,)* }

        impl Op {
            /// Every verb.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name in the journal.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// What the window must look at again.
            pub fn topic(self) -> Topic {
                match self { $(Self::$variant => Topic::$topic,)* }
            }
        }
    };
}

ops! {
    /// The practice, its staff and its till are set up.
    SetUp "set_up" Account;
    /// The practice's own data are changed.
    EditPractice "edit_practice" Account;
    /// A contact is made.
    CreateContact "create_contact" Contacts;
    /// A contact is edited.
    EditContact "edit_contact" Contacts;
    /// A contact is deleted: put away, and it can come back.
    DeleteContact "delete_contact" Contacts;
    /// A contact comes back.
    RestoreContact "restore_contact" Contacts;
    /// A text that lost against another is brought back.
    RestoreText "restore_text" Contacts;
    /// Two contacts are merged.
    MergeContacts "merge_contacts" Contacts;
    /// Merged contacts are parted again.
    PartContacts "part_contacts" Contacts;
    /// A case is settled.
    SettleCase "settle_case" Checkin;
    /// Contacts are imported.
    ImportContacts "import_contacts" Contacts;
    /// A product is made.
    CreateProduct "create_product" Pos;
    /// A product is edited.
    EditProduct "edit_product" Pos;
    /// A sale at the till.
    Sell "sell" Pos;
    /// The Storno of a sale.
    CancelSale "cancel_sale" Pos;
    /// Money put into or taken out of the till.
    MoveCash "move_cash" Pos;
    /// The closing of the day.
    CloseDay "close_day" Pos;
    /// An entry of a punch card is used.
    CheckIn "check_in" Checkin;
    /// A check-in is taken back.
    UndoCheckIn "undo_check_in" Checkin;
    /// A card is taken over from paper.
    ImportCard "import_card" Checkin;
    /// A draft of an invoice is written.
    DraftInvoice "draft_invoice" Invoicing;
    /// An invoice is issued.
    IssueInvoice "issue_invoice" Invoicing;
    /// The Storno of an invoice.
    CancelInvoice "cancel_invoice" Invoicing;
    /// Money is received for an invoice.
    PayInvoice "pay_invoice" Invoicing;
    /// An entry of the commissions is disputed.
    DisputeCommission "dispute_commission" Commissions;
    /// A message in the thread of a dispute.
    ReplyToDispute "reply_to_dispute" Commissions;
    /// The platform is administered: read, by its own people; never journaled.
    ReadAdministration "read_administration" Administration;
    /// A customer is given to another tenant (A4); never journaled.
    ChangeAttribution "change_attribution" Administration;
    /// Agreements, products, invitations, disputes and tenants of the platform; never journaled.
    Administer "administer" Administration;
    /// Money of the platform goes out; never journaled.
    PayOut "pay_out" Administration;
    /// A mail of the platform's is sent again, or was handed over; never journaled.
    SettleMail "settle_mail" Administration;
    /// The tax profile, and with it the agreement to credit notes; never journaled.
    EditTaxProfile "edit_tax_profile" Commissions;
    /// The account for payouts is set up at the payment provider (Y2); never journaled.
    SetUpPayouts "set_up_payouts" Commissions;
    /// An objection to a credit note; never journaled.
    ObjectToCreditNote "object_to_credit_note" Commissions;
    /// The extract of the account with names; never journaled.
    ExtractNames "extract_names" Commissions;
    /// An affiliate code is made; never journaled.
    CreateAffiliateCode "create_affiliate_code" Commissions;
    /// An affiliate code is named otherwise, retired or brought back; never journaled.
    EditAffiliateCode "edit_affiliate_code" Commissions;
    /// A newer version of the tenant's contract is accepted; never journaled.
    AcceptContract "accept_contract" Commissions;
    /// The tenant's own membership is bought, or a subscription of it ended; never journaled.
    ManageMembership "manage_membership" Account;
    /// What the tenant sold through the platform: read; never journaled.
    ReadSoldOrders "read_sold_orders" Commissions;
    /// The audit log of the tenant at the platform: read; never journaled.
    ReadOwnLog "read_own_log" Account;
    /// The own PIN at this installation; never journaled.
    SetPin "set_pin" Account;
    /// Somebody else's PIN at this installation; never journaled.
    ResetPin "reset_pin" Account;
    /// A recovery key takes the place of one that somebody keeps; never journaled.
    ReplaceRecoveryKey "replace_recovery_key" Account;
    /// The platform's order is taken in; never journaled.
    Sync "sync" Sync;
    /// Settings of this installation; never journaled.
    Settings "settings" Account;
}

impl Op {
    /// It belongs to this installation alone and is never journaled.
    pub(crate) fn is_local(self) -> bool {
        matches!(
            self,
            Self::SetPin | Self::ResetPin | Self::ReplaceRecoveryKey | Self::Sync | Self::Settings
        )
    }
}

/// A part of the desk that changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// Contacts.
    Contacts,
    /// Till and products.
    Pos,
    /// Cards and check-ins.
    Checkin,
    /// Invoices.
    Invoicing,
    /// Commissions.
    Commissions,
    /// The sync.
    Sync,
    /// Session and settings.
    Account,
    /// What the platform's own people see of it.
    Administration,
}

impl Topic {
    /// Every part.
    pub const ALL: [Self; 8] = [
        Self::Account,
        Self::Contacts,
        Self::Pos,
        Self::Checkin,
        Self::Invoicing,
        Self::Commissions,
        Self::Administration,
        Self::Sync,
    ];

    /// The name in the window.
    pub fn name(self) -> &'static str {
        match self {
            Self::Contacts => "contacts",
            Self::Pos => "pos",
            Self::Checkin => "checkin",
            Self::Invoicing => "invoicing",
            Self::Commissions => "commissions",
            Self::Sync => "sync",
            Self::Account => "account",
            Self::Administration => "administration",
        }
    }
}
