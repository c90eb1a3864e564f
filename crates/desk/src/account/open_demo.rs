//! Opening the demo practice: everything works, nothing leaves the machine.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, Months, NaiveTime, TimeDelta, Utc};
use mojo_domain::invoicing::DeskCode;
use mojo_domain::vat::VatClass;
use mojo_domain::{
    ActorId, CashMovementId, ContactId, Currency, DeviceId, ProductId, PunchCardId, RedemptionId,
    RegisterId, TenantId, berlin_day,
};
use mojo_protocol::facts::{
    CashMovementBody, PunchCardBody, RedemptionBody, RedemptionKind, TaxNature,
};
use mojo_protocol::{Entity, Scope};
use mojo_store::{NewDevice, NewRecord, StoreError, Tx};
use serde_json::{Value, json};
use uuid::Uuid;

use super::demo::{CONTACTS, DemoContact, PRODUCTS, STAFF, practice, product_fields};
use super::{Mode, Session};
use crate::views::SessionView;
use crate::{Desk, DeskError, Op, Refusal};

/// Why the demo could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenDemoError {
    /// This profile works for a practice already.
    #[error("this profile is in use; choose an empty one with --profile")]
    ProfileInUse,
    /// The desk.
    #[error(transparent)]
    Desk(#[from] DeskError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Refusal for OpenDemoError {
    fn code(&self) -> &'static str {
        match self {
            Self::ProfileInUse => "profile_in_use",
            Self::Desk(error) => error.code(),
            Self::Store(error) => error.code(),
        }
    }
}

impl Desk {
    /// Makes this empty profile the offline demo practice and signs its reception in. A profile
    /// that is the demo already is opened as it is.
    ///
    /// # Errors
    /// [`OpenDemoError::ProfileInUse`] when the profile works for another practice.
    pub async fn open_demo(&self) -> Result<SessionView, OpenDemoError> {
        if let Some(session) = self.find_session().await? {
            return match session.mode {
                Mode::Demo => Ok(self.session().await?),
                Mode::Platform => Err(OpenDemoError::ProfileInUse),
            };
        }
        if self.store().is_set_up().await? {
            return Err(OpenDemoError::ProfileInUse);
        }
        let tenant_id: TenantId = self.next_id();
        let device = NewDevice {
            device_id: self.next_id::<DeviceId>(),
            name: "Empfang 1".to_owned(),
            number_code: self.draw_number_code(),
            tenant_id,
            register_id: self.next_id::<RegisterId>(),
            country: "DE".to_owned(),
        };
        self.store().set_up(&device).await?;
        let actor: ActorId = self.next_id();
        let mut tx = self.store().transact(Op::SetUp.name(), actor).await?;
        record_demo(&mut tx, tenant_id, actor).await?;
        let session = Session {
            mode: Mode::Demo,
            platform: None,
            token: None,
            identity: None,
            actor_id: actor,
            user: STAFF[0].0.to_owned(),
            role: STAFF[0].1.to_owned(),
            account_role: None,
            tenant_id,
            tenant: practice().name,
            scopes: vec![Scope::Contacts, Scope::Pos, Scope::Checkin, Scope::Invoices],
        };
        Self::keep_session(&mut tx, &session).await?;
        self.commit(tx, Op::SetUp).await?;
        self.refresh_worker().await?;
        Ok(self.session().await?)
    }

    /// Five random letters and digits: the code in document numbers of a desk that no platform has
    /// enrolled yet.
    pub(crate) fn draw_number_code(&self) -> String {
        let mut random = [0; 5];
        self.inner().entropy.fill(&mut random);
        DeskCode::drawn(random).as_str().to_owned()
    }
}

async fn record_demo(tx: &mut Tx, tenant_id: TenantId, actor: ActorId) -> Result<(), StoreError> {
    let mut records = Vec::new();
    let register_id = tx.register_id();
    card(tx, &mut records, Entity::Practice, tenant_id.0, practice().fields())?;
    let register = BTreeMap::from([("name".to_owned(), json!("Kasse 1"))]);
    card(tx, &mut records, Entity::Register, register_id.0, register)?;
    for (index, (name, role)) in STAFF.iter().enumerate() {
        let id = if index == 0 { actor } else { tx.next_id() };
        let fields = [("name".to_owned(), json!(name)), ("role".to_owned(), json!(role))];
        card(tx, &mut records, Entity::Staff, id.0, fields.into())?;
    }
    let mut products: Vec<ProductId> = Vec::new();
    for (position, product) in PRODUCTS.iter().enumerate() {
        let id: ProductId = tx.next_id();
        products.push(id);
        let fields = product_fields(position, product).into_iter().collect();
        card(tx, &mut records, Entity::Product, id.0, fields)?;
    }
    for (index, contact) in CONTACTS.iter().enumerate() {
        let contact_id: ContactId = tx.next_id();
        let fields = contact_fields(tx, contact);
        card(tx, &mut records, Entity::Contact, contact_id.0, fields)?;
        if let Some((product, used)) = contact.9 {
            let product = (products[product], product);
            punch_card(tx, &mut records, index, contact_id, (product, used))?;
        }
    }
    let float = CashMovementBody {
        cash_movement_id: tx.next_id::<CashMovementId>(),
        register_id,
        z_number: Some(1),
        actor_id: actor,
        at: tx.now(),
        recorded_on: berlin_day(tx.now()),
        amount_cents: 15_000,
        currency: Currency::EUR,
        gv_typ: "Anfangsbestand".to_owned(),
        reason: "Wechselgeld".to_owned(),
        is_training: false,
    };
    records.push(NewRecord::try_new(Entity::CashMovement, float.cash_movement_id.0, &float)?);
    tx.record_many(records).await
}

fn card(
    tx: &mut Tx,
    records: &mut Vec<NewRecord>,
    entity: Entity,
    id: Uuid,
    fields: BTreeMap<String, Value>,
) -> Result<(), StoreError> {
    let body = tx.new_card_body(fields);
    records.push(NewRecord::try_new(entity, id, &body)?);
    Ok(())
}

fn contact_fields(tx: &Tx, contact: &DemoContact) -> BTreeMap<String, Value> {
    let (first, last, role, phone, email, street, postal_code, city, birthday, _) = *contact;
    let member = |kind: &str| format!("{kind}/{}", tx.next_id::<Uuid>());
    let address = json!({
        "label": "home", "street": street, "postal_code": postal_code, "city": city,
        "country": "DE",
    });
    let mut fields = BTreeMap::from([
        ("first_name".to_owned(), json!(first)),
        ("last_name".to_owned(), json!(last)),
        ("birthday".to_owned(), json!(birthday)),
        (format!("role/{role}"), json!(true)),
        (member("phone"), json!({"label": "mobile", "number": phone})),
        (member("address"), address),
    ]);
    if !email.is_empty() {
        fields.insert(member("email"), json!({"label": "home", "address": email}));
    }
    fields
}

/// The same day, while the practice is open: from eight in the morning, by whose turn it is.
fn in_the_practice_s_hours(at: DateTime<Utc>, turn: usize) -> DateTime<Utc> {
    let minutes = 45 * i64::try_from(turn % 12).unwrap_or(0);
    berlin_day(at).and_time(NaiveTime::MIN).and_utc() + TimeDelta::minutes(7 * 60 + minutes)
}

/// A card sold some weeks ago with a visit a week.
fn punch_card(
    tx: &Tx,
    records: &mut Vec<NewRecord>,
    index: usize,
    contact_id: ContactId,
    ((product_id, product), used): ((ProductId, usize), u32),
) -> Result<(), StoreError> {
    let (text, _, _, price_cents, _, entries) = PRODUCTS[product];
    let entries = entries.unwrap_or(10);
    let sold_at = tx.now() - TimeDelta::days(7 * i64::from(used) + 3);
    let sold_on = berlin_day(sold_at);
    let card = PunchCardBody {
        punch_card_id: tx.next_id::<PunchCardId>(),
        code: format!("K-{:06}", 4401 + index),
        product_id: Some(product_id),
        text: text.to_owned(),
        contact_id,
        entries,
        price_cents,
        entry_value_cents: price_cents / i64::from(entries),
        currency: Currency::EUR,
        tax_nature: TaxNature::Einzweck,
        vat_class: VatClass::General,
        vat_rate_bp: 1900,
        sold_on,
        expires_on: sold_on.checked_add_months(Months::new(12)),
        sale_id: None,
        actor_id: Some(tx.actor_id()),
        register_id: Some(tx.register_id()),
        recorded_on: Some(sold_on),
    };
    records.push(NewRecord::try_new(Entity::PunchCard, card.punch_card_id.0, &card)?);
    for visit in 0..used {
        let at = in_the_practice_s_hours(sold_at + TimeDelta::days(7 * i64::from(visit)), index);
        let redemption = RedemptionBody {
            redemption_id: tx.next_id::<RedemptionId>(),
            punch_card_id: card.punch_card_id,
            contact_id,
            kind: RedemptionKind::Used,
            takes_back: None,
            reason: String::new(),
            at,
            recorded_on: berlin_day(at).min(berlin_day(tx.now()) - Days::new(1)),
            actor_id: tx.actor_id(),
            register_id: tx.register_id(),
            gv_typ: "EinzweckgutscheinEinloesung".to_owned(),
            value_cents: card.entry_value_cents,
            currency: Currency::EUR,
            is_training: false,
        };
        let id = redemption.redemption_id.0;
        records.push(NewRecord::try_new(Entity::Redemption, id, &redemption)?);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::testing;

    #[tokio::test]
    async fn the_demo_opens_signed_in_and_its_chain_is_whole() {
        let desk = testing::desk().await;
        let session = desk.session().await.unwrap();
        assert_eq!((session.mode.as_str(), session.user.as_str()), ("demo", "Mira Tannhoff"));
        assert_eq!(session.screens, ["reception", "contacts", "pos", "cards", "invoices"]);
        let found = desk.verify_journal().await.unwrap();
        assert!(found.breaks.is_empty(), "{:?}", found.breaks);
        assert!(found.entries > 50);
        assert_eq!(desk.open_demo().await.unwrap().user, session.user);
    }
}
