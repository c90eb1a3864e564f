//! Products, regional agreements, and who recruited whom.

use chrono::{DateTime, NaiveDate, Utc};
use mojo_domain::catalogue::{BillingInterval, ProductKind};
use mojo_domain::commissions::{Agreement, AgreementTerms, CountryCode};
use mojo_domain::memberships::Stage;
use mojo_domain::vat::VatClass;
use mojo_domain::{Currency, Percentage, ProductId, TenantId, UserId, from_micros};
use uuid::Uuid;

use super::cards::{id_list, text_list};
use super::orders::stage_of;
use super::query::{InsertMany, queries};
use super::{LedgerTx, Row, StorageError, TenantTx, Value, values};

/// A product on the platform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CatalogueProduct {
    /// The seller; MOJO LLC for a platform product.
    pub(crate) tenant_id: TenantId,
    pub(crate) product_id: ProductId,
    pub(crate) kind: ProductKind,
    pub(crate) name: String,
    pub(crate) description_de: String,
    pub(crate) description_en: String,
    pub(crate) price_net_cents: i64,
    pub(crate) currency: Currency,
    pub(crate) vat_class: VatClass,
    pub(crate) vat_rate_bp: i64,
    pub(crate) billing_interval: Option<BillingInterval>,
    pub(crate) user_journey_level: Option<i64>,
    pub(crate) granted_stage: Option<Stage>,
    pub(crate) commission_eligible: bool,
    pub(crate) created_at: i64,
    pub(crate) retired_at: Option<i64>,
}

/// A regional agreement with its papers.
#[derive(Clone, Debug)]
pub(crate) struct AgreementRecord {
    pub(crate) agreement_id: Uuid,
    pub(crate) agreement: Agreement<TenantId>,
    pub(crate) contract_signed_at: Option<DateTime<Utc>>,
    pub(crate) contract_document_url: Option<String>,
    pub(crate) created_at: i64,
}

/// Whose customer somebody is.
#[derive(Clone, Debug)]
pub(crate) struct AttributionRecord {
    pub(crate) attribution_id: Uuid,
    pub(crate) customer_user_id: UserId,
    pub(crate) attributed_tenant_id: TenantId,
    pub(crate) attributed_at: i64,
    pub(crate) first_purchase_at: Option<i64>,
    pub(crate) attribution_expires_at: i64,
    pub(crate) source: String,
    pub(crate) source_ref: Option<String>,
    pub(crate) created_at: i64,
}

const INSERT_PRODUCTS: InsertMany = InsertMany {
    table: "products",
    columns: &[
        "tenant_id",
        "product_id",
        "is_platform_product",
        "kind",
        "name",
        "description_de",
        "description_en",
        "price_net_cents",
        "currency",
        "vat_class",
        "vat_rate_bp",
        "billing_interval",
        "user_journey_level",
        "granted_stage",
        "commission_eligible",
        "created_at",
    ],
    tail: "",
};
const INSERT_ATTRIBUTIONS: InsertMany = InsertMany {
    table: "customer_attributions",
    columns: &[
        "tenant_id",
        "attribution_id",
        "customer_user_id",
        "attributed_at",
        "attribution_expires_at",
        "source",
        "source_ref",
        "created_at",
    ],
    tail: "",
};
/// Every insertion of this module, for the test that prepares them.
#[cfg(test)]
pub(super) const INSERTS: &[&InsertMany] = &[&INSERT_PRODUCTS, &INSERT_ATTRIBUTIONS];

queries! {
    PRODUCTS = include_str!("catalogue/products.sql"),
    PAGE = include_str!("catalogue/page.sql"),
    UPDATE_PRODUCT = include_str!("catalogue/update_product.sql"),
    INSERT_REGION = "INSERT INTO regions (country) VALUES ($1) ON CONFLICT DO NOTHING",
    LOCK_REGION = "UPDATE regions SET country = country WHERE country = $1",
    INSERT_AGREEMENT = include_str!("catalogue/insert_agreement.sql"),
    INSERT_COUNTRY = include_str!("catalogue/insert_country.sql"),
    END_COUNTRIES = "UPDATE regional_agreement_countries SET valid_until = $3 \
        WHERE tenant_id = $1 AND agreement_id = $2",
    AGREEMENTS = "SELECT tenant_id, agreement_id, region_codes, commission_percent, valid_from, \
        valid_until, contract_signed_at, contract_document_url, created_at \
        FROM regional_agreements ORDER BY valid_from, agreement_id",
    UPDATE_AGREEMENT = "UPDATE regional_agreements SET valid_until = $3, contract_signed_at = $4, \
        contract_document_url = $5 WHERE tenant_id = $1 AND agreement_id = $2",
    ATTRIBUTIONS = "SELECT tenant_id, attribution_id, customer_user_id, attributed_at, \
        first_purchase_at, attribution_expires_at, source, source_ref, created_at \
        FROM customer_attributions WHERE customer_user_id IN (SELECT value FROM json_each($1)) \
        ORDER BY customer_user_id, attributed_at, attribution_expires_at";
    postgres = "SELECT tenant_id, attribution_id, customer_user_id, attributed_at, \
        first_purchase_at, attribution_expires_at, source, source_ref, created_at \
        FROM customer_attributions WHERE customer_user_id = ANY \
        (ARRAY(SELECT jsonb_array_elements_text(CAST($1 AS jsonb)))) \
        ORDER BY customer_user_id, attributed_at, attribution_expires_at",
    ALL_ATTRIBUTIONS = "SELECT tenant_id, attribution_id, customer_user_id, attributed_at, \
        first_purchase_at, attribution_expires_at, source, source_ref, created_at \
        FROM customer_attributions \
        WHERE attributed_at > $1 OR (attributed_at = $1 AND attribution_id > $2) \
        ORDER BY attributed_at, attribution_id LIMIT $3",
    LOCK_OF_CUSTOMERS = "SELECT attribution_id FROM customer_attributions \
        WHERE customer_user_id IN (SELECT value FROM json_each($1)) \
        ORDER BY customer_user_id, attribution_id";
    postgres = "SELECT attribution_id FROM customer_attributions WHERE customer_user_id = ANY \
        (ARRAY(SELECT jsonb_array_elements_text(CAST($1 AS jsonb)))) \
        ORDER BY customer_user_id, attribution_id FOR NO KEY UPDATE",
    LOCK_OF_TENANT = "SELECT attribution_id FROM customer_attributions \
        WHERE tenant_id = $1 AND attribution_expires_at > $2 \
        ORDER BY customer_user_id, attribution_id";
    postgres = "SELECT attribution_id FROM customer_attributions \
        WHERE tenant_id = $1 AND attribution_expires_at > $2 \
        ORDER BY customer_user_id, attribution_id FOR NO KEY UPDATE",
    SET_FIRST_PURCHASE = "UPDATE customer_attributions SET first_purchase_at = $2 \
        WHERE first_purchase_at IS NULL AND customer_user_id = $1 AND attributed_at <= $2",
    LOCK_CUSTOMER = "UPDATE customers SET created_at = created_at WHERE customer_user_id = $1",
    END_ATTRIBUTION = "UPDATE customer_attributions SET attribution_expires_at = $3 \
        WHERE tenant_id = $1 AND attribution_id = $2 AND attribution_expires_at > $3",
    END_ATTRIBUTIONS = "UPDATE customer_attributions SET attribution_expires_at = $2 \
        WHERE tenant_id = $1 AND attribution_expires_at > $2",
}

fn product(row: &Row) -> Result<CatalogueProduct, StorageError> {
    Ok(CatalogueProduct {
        tenant_id: row.parsed("tenant_id")?,
        product_id: row.parsed("product_id")?,
        kind: row.parsed("kind")?,
        name: row.text("name")?,
        description_de: row.text("description_de")?,
        description_en: row.text("description_en")?,
        price_net_cents: row.int("price_net_cents")?,
        currency: row.parsed("currency")?,
        vat_class: row.parsed("vat_class")?,
        vat_rate_bp: row.int("vat_rate_bp")?,
        billing_interval: row.opt_parsed("billing_interval")?,
        granted_stage: stage_of(row.opt_int("granted_stage")?)?,
        user_journey_level: row.opt_int("user_journey_level")?,
        commission_eligible: row.flag("commission_eligible")?,
        created_at: row.int("created_at")?,
        retired_at: row.opt_int("retired_at")?,
    })
}

fn agreement(row: &Row) -> Result<AgreementRecord, StorageError> {
    let unreadable = || StorageError::Inconsistency { column: "region_codes" };
    let regions: Vec<String> =
        serde_json::from_str(&row.text("region_codes")?).map_err(|_| unreadable())?;
    let regions = regions.iter().map(|code| code.parse::<CountryCode>());
    let terms = AgreementTerms {
        tenant: row.parsed::<TenantId>("tenant_id")?,
        percent: row.parsed::<Percentage>("commission_percent")?,
        valid_from: row.parsed::<NaiveDate>("valid_from")?,
        valid_until: row.opt_parsed::<NaiveDate>("valid_until")?,
    };
    Ok(AgreementRecord {
        agreement_id: row.parsed("agreement_id")?,
        agreement: Agreement {
            terms,
            regions: regions.collect::<Result<_, _>>().map_err(|_| unreadable())?,
        },
        contract_signed_at: row.opt_int("contract_signed_at")?.map(from_micros),
        contract_document_url: row.opt_text("contract_document_url")?,
        created_at: row.int("created_at")?,
    })
}

/// The last day as the rows of the countries keep it: comparable as text.
fn last_day(terms: &AgreementTerms<TenantId>) -> String {
    terms.valid_until.map_or_else(|| "9999-12-31".to_owned(), |day| day.to_string())
}

fn attribution(row: &Row) -> Result<AttributionRecord, StorageError> {
    Ok(AttributionRecord {
        attribution_id: row.parsed("attribution_id")?,
        customer_user_id: row.parsed("customer_user_id")?,
        attributed_tenant_id: row.parsed("tenant_id")?,
        attributed_at: row.int("attributed_at")?,
        first_purchase_at: row.opt_int("first_purchase_at")?,
        attribution_expires_at: row.int("attribution_expires_at")?,
        source: row.text("source")?,
        source_ref: row.opt_text("source_ref")?,
        created_at: row.int("created_at")?,
    })
}

impl TenantTx {
    /// The products that the tenant sells.
    pub(crate) async fn list_products(&mut self) -> Result<Vec<CatalogueProduct>, StorageError> {
        self.tx.all(PRODUCTS, vec![self.own()]).await?.iter().map(product).collect()
    }

    /// A page of the tenant's products after the given level and product; those of no level stand
    /// first. Neither ever changes, as a name does.
    pub(crate) async fn page_products(
        &mut self,
        after: Option<(i64, ProductId)>,
        limit: i64,
    ) -> Result<Vec<CatalogueProduct>, StorageError> {
        let (level, id) = after.map_or((-1, String::new()), |(level, id)| (level, id.to_string()));
        let rows = self.tx.all(PAGE, values![self.own(), level, id, limit]).await?;
        rows.iter().map(product).collect()
    }

    /// Adds products of this tenant.
    pub(crate) async fn insert_products(
        &mut self,
        products: &[CatalogueProduct],
    ) -> Result<(), StorageError> {
        let rows = products
            .iter()
            .map(|product| {
                values![
                    self.own(),
                    Value::id(product.product_id),
                    product.kind.is_platform_product(),
                    product.kind.code(),
                    product.name.as_str(),
                    product.description_de.as_str(),
                    product.description_en.as_str(),
                    product.price_net_cents,
                    product.currency.code(),
                    product.vat_class.name(),
                    product.vat_rate_bp,
                    product.billing_interval.map(|interval| interval.code().to_owned()),
                    product.user_journey_level,
                    product.granted_stage.map(Stage::number),
                    product.commission_eligible,
                    product.created_at,
                ]
            })
            .collect();
        self.tx.insert_many(&INSERT_PRODUCTS, rows).await
    }

    /// Everything but the kind, the currency and the level; orders keep what they were sold as.
    pub(crate) async fn update_product(
        &mut self,
        product: &CatalogueProduct,
    ) -> Result<(), StorageError> {
        let values = values![
            self.own(),
            Value::id(product.product_id),
            product.name.as_str(),
            product.description_de.as_str(),
            product.description_en.as_str(),
            product.price_net_cents,
            product.vat_class.name(),
            product.vat_rate_bp,
            product.billing_interval.map(|interval| interval.code().to_owned()),
            product.granted_stage.map(Stage::number),
            product.commission_eligible,
            product.retired_at,
        ];
        self.tx.execute(UPDATE_PRODUCT, values).await.map(drop)
    }
}

impl LedgerTx {
    /// Locks the rows of countries until the transaction ends: two agreements never both find a
    /// country free.
    pub(crate) async fn lock_regions(
        &mut self,
        countries: impl Iterator<Item = CountryCode>,
    ) -> Result<(), StorageError> {
        // In the order of a set, so that two transactions never wait for each other.
        for country in countries {
            self.tx.execute(INSERT_REGION, values![country.code()]).await?;
            self.tx.execute(LOCK_REGION, values![country.code()]).await?;
        }
        Ok(())
    }

    pub(crate) async fn list_agreements(&mut self) -> Result<Vec<AgreementRecord>, StorageError> {
        self.tx.all(AGREEMENTS, Vec::new()).await?.iter().map(agreement).collect()
    }

    /// Enters an agreement; `false`, and nothing is to be committed, when one of its countries has
    /// another agreement on one of the days (C1).
    pub(crate) async fn insert_agreement(
        &mut self,
        record: &AgreementRecord,
    ) -> Result<bool, StorageError> {
        let terms = &record.agreement.terms;
        for country in &record.agreement.regions {
            let values = values![
                Value::id(terms.tenant),
                Value::id(record.agreement_id),
                country.code(),
                terms.valid_from.to_string(),
                last_day(terms),
            ];
            if self.tx.execute(INSERT_COUNTRY, values).await? == 0 {
                return Ok(false);
            }
        }
        let regions = record.agreement.regions.iter().map(|code| code.code().to_owned());
        let values = values![
            Value::id(terms.tenant),
            Value::id(record.agreement_id),
            text_list(regions),
            terms.percent.to_string(),
            terms.valid_from.to_string(),
            terms.valid_until.map(|day| day.to_string()),
            record.contract_signed_at.map(mojo_domain::to_micros),
            record.contract_document_url.clone(),
            record.created_at,
        ];
        self.tx.execute(INSERT_AGREEMENT, values).await?;
        Ok(true)
    }

    /// The end and the papers; percent and countries are a new agreement.
    pub(crate) async fn update_agreement(
        &mut self,
        record: &AgreementRecord,
    ) -> Result<(), StorageError> {
        let terms = &record.agreement.terms;
        let values = values![
            Value::id(terms.tenant),
            Value::id(record.agreement_id),
            terms.valid_until.map(|day| day.to_string()),
            record.contract_signed_at.map(mojo_domain::to_micros),
            record.contract_document_url.clone(),
        ];
        self.tx.execute(UPDATE_AGREEMENT, values).await?;
        let days =
            values![Value::id(terms.tenant), Value::id(record.agreement_id), last_day(terms)];
        self.tx.execute(END_COUNTRIES, days).await.map(drop)
    }

    /// The attributions of these customers, by customer, oldest first; of two that begin at one
    /// instant the one that gave way first.
    pub(crate) async fn list_attributions_of(
        &mut self,
        customers: &[Uuid],
    ) -> Result<Vec<AttributionRecord>, StorageError> {
        let rows = self.tx.all(ATTRIBUTIONS, values![id_list(customers)]).await?;
        rows.iter().map(attribution).collect()
    }

    pub(crate) async fn list_attributions(
        &mut self,
        after: Option<(i64, Uuid)>,
        limit: i64,
    ) -> Result<Vec<AttributionRecord>, StorageError> {
        let (at, id) = after.map_or((i64::MIN, String::new()), |(at, id)| (at, id.to_string()));
        let rows = self.tx.all(ALL_ATTRIBUTIONS, values![at, id, limit]).await?;
        rows.iter().map(attribution).collect()
    }

    /// Enters attributions. The database refuses one that overlaps another one of its customer (A3).
    pub(crate) async fn insert_attributions(
        &mut self,
        records: &[AttributionRecord],
    ) -> Result<(), StorageError> {
        let rows = records
            .iter()
            .map(|record| {
                values![
                    Value::id(record.attributed_tenant_id),
                    Value::id(record.attribution_id),
                    Value::id(record.customer_user_id),
                    record.attributed_at,
                    record.attribution_expires_at,
                    record.source.as_str(),
                    record.source_ref.clone(),
                    record.created_at,
                ]
            })
            .collect();
        self.tx.insert_many(&INSERT_ATTRIBUTIONS, rows).await
    }

    /// Locks every attribution of these customers until the transaction ends, in the order in which a
    /// tenant that leaves locks its own: two transactions never wait for each other.
    pub(crate) async fn lock_attributions_of(
        &mut self,
        customers: &[Uuid],
    ) -> Result<(), StorageError> {
        self.tx.all(LOCK_OF_CUSTOMERS, values![id_list(customers)]).await.map(drop)
    }

    /// Notes the first purchase beside the attribution, for those who look at it.
    pub(crate) async fn note_first_purchase(
        &mut self,
        customer: UserId,
        at: i64,
    ) -> Result<(), StorageError> {
        self.tx.execute(SET_FIRST_PURCHASE, values![Value::id(customer), at]).await.map(drop)
    }

    /// Locks a customer until the transaction ends, so that two changes never both find the same
    /// owner; `false` when there is no such customer.
    pub(crate) async fn lock_customer(&mut self, customer: UserId) -> Result<bool, StorageError> {
        Ok(self.tx.execute(LOCK_CUSTOMER, vec![Value::id(customer)]).await? > 0)
    }

    /// Ends an attribution where the next one begins; its row stays. One that ended earlier meanwhile,
    /// because its tenant left, stays as it is.
    pub(crate) async fn end_attribution(
        &mut self,
        record: &AttributionRecord,
        at: i64,
    ) -> Result<(), StorageError> {
        let (tenant, id) = (record.attributed_tenant_id, record.attribution_id);
        let values = values![Value::id(tenant), Value::id(id), at];
        self.tx.execute(END_ATTRIBUTION, values).await.map(drop)
    }

    /// The live attributions of a tenant that leaves end (C13).
    pub(crate) async fn end_attributions(
        &mut self,
        tenant: TenantId,
        at: i64,
    ) -> Result<(), StorageError> {
        let values = values![Value::id(tenant), at];
        self.tx.all(LOCK_OF_TENANT, values.clone()).await?;
        self.tx.execute(END_ATTRIBUTIONS, values).await.map(drop)
    }
}
