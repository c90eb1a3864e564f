//! What people do at the desk, in few words.

use mojo_desk::views::{
    Cart, CartLine, CheckInRequest, CheckInResult, ContactInput, ContactView, InvoiceInput,
    InvoiceLineInput, IssuedInvoice, PaymentInput, PhoneView, SaleResult, SellCardRequest,
};

use crate::TestDesk;

impl TestDesk {
    /// A client is entered.
    pub async fn enter_client(&self, first_name: &str, last_name: &str) -> ContactView {
        let phone = PhoneView {
            id: String::new(),
            label: "mobile".to_owned(),
            number: "0171 1234567".to_owned(),
        };
        self.create_contact(ContactInput {
            title: String::new(),
            first_name: first_name.to_owned(),
            last_name: last_name.to_owned(),
            organisation: String::new(),
            vat_id: String::new(),
            birthday: None,
            note: String::new(),
            roles: vec!["customer".to_owned()],
            tags: Vec::new(),
            phones: vec![phone],
            emails: Vec::new(),
            addresses: vec![mojo_desk::views::AddressView {
                id: String::new(),
                label: "home".to_owned(),
                street: "Tannenweg 4".to_owned(),
                postal_code: "99998".to_owned(),
                city: "Auenfeld".to_owned(),
                country: "DE".to_owned(),
            }],
            consents: Vec::new(),
        })
        .await
        .unwrap()
    }

    async fn product(&self, name: &str) -> mojo_desk::views::ProductRow {
        let products = self.list_products().await.unwrap();
        let found = products.iter().find(|product| product.name == name).cloned();
        found.unwrap_or_else(|| panic!("no product {name}: {products:?}"))
    }

    /// One piece of a product is sold, paid exactly.
    pub async fn sell_one(&self, product: &str, method: &str) -> SaleResult {
        let product = self.product(product).await;
        let line = CartLine {
            product_id: product.product_id,
            quantity_milli: 1000,
            unit_gross_cents: None,
            discount_percent: None,
        };
        self.sell(Cart {
            lines: vec![line],
            contact_id: None,
            discount_percent: None,
            started_at: None,
            payments: vec![pay(method, product.price.cents)],
        })
        .await
        .unwrap()
    }

    /// A punch card is sold; gives back its id.
    pub async fn sell_punch_card(&self, product: &str, contact: &ContactView) -> String {
        let product = self.product(product).await;
        let sale = self
            .sell_card(SellCardRequest {
                product_id: product.product_id,
                contact_id: contact.contact_id.clone(),
                payments: vec![pay("card", product.price.cents)],
            })
            .await
            .unwrap();
        let own = self.show_contact(contact.contact_id.clone()).await.unwrap();
        let sold = own
            .cards
            .iter()
            .find(|card| sale.cards.contains(&card.card_id) || sale.cards.contains(&card.code));
        sold.unwrap().card_id.clone()
    }

    /// Somebody comes with a card.
    pub async fn use_card(&self, card_id: &str) -> CheckInResult {
        self.check_in(CheckInRequest { target: card_id.to_owned() }).await.unwrap()
    }

    /// How many entries a card has left, as this desk sees it.
    pub async fn entries_left(&self, card_id: &str) -> i32 {
        self.show_card(card_id.to_owned()).await.unwrap().row.left
    }

    /// An invoice over one line.
    pub async fn invoice(&self, contact: &ContactView, net_cents: i64) -> IssuedInvoice {
        let today = mojo_domain::berlin_day(self.now()).to_string();
        self.issue_invoice(InvoiceInput {
            draft_id: None,
            contact_id: Some(contact.contact_id.clone()),
            service_from: Some(today.clone()),
            service_to: Some(today),
            due_days: None,
            lines: vec![InvoiceLineInput {
                text: "Behandlung".to_owned(),
                quantity_milli: 1000,
                unit_net_cents: net_cents,
                vat_class: "general".to_owned(),
                ..InvoiceLineInput::default()
            }],
            ..InvoiceInput::default()
        })
        .await
        .unwrap()
    }
}

fn pay(method: &str, tendered_cents: i64) -> PaymentInput {
    PaymentInput { method: method.to_owned(), tendered_cents }
}
