// Generated from Rust: `cargo xtask bindings`.

/**
 * A page of who accepted what.
 */
export type AcceptancePage = { 
/**
 * The latest first.
 */
rows: Array<AcceptanceRow>, 
/**
 * The last word of each version.
 */
demands: Array<ContractDemandRow>, 
/**
 * The versions that are offered now.
 */
offered: Array<ContractOffer>, 
/**
 * Who accepted no version at all; with the first page.
 */
unaccepted: Array<UnacceptedRow>, 
/**
 * There are more of them.
 */
hasMoreUnaccepted: boolean, 
/**
 * Where the next page begins.
 */
next: string | null, };

/**
 * Somebody accepted a contract for a tenant.
 */
export type AcceptanceRow = { 
/**
 * The acceptance.
 */
acceptanceId: string, 
/**
 * Who is bound.
 */
tenantId: string, 
/**
 * Its name.
 */
tenant: string, 
/**
 * `distributor`, `affiliate`.
 */
kind: string, 
/**
 * As `2026-11`.
 */
version: string, 
/**
 * `de`, `en`.
 */
language: string, 
/**
 * SHA-256 of the bytes that were shown.
 */
sha256: string, 
/**
 * As typed beside the tick.
 */
name: string, 
/**
 * An instant.
 */
acceptedAt: string, 
/**
 * The network address.
 */
address: string, 
/**
 * `current`, `outdated`, `earlier` (the tenant accepted a later one), `left`.
 */
state: string, 
/**
 * The state of the mail that tells of the version that is offered now; none where none is owed yet.
 */
mail: string | null, };

/**
 * What became of a quarantine.
 */
export type AcceptedView = { 
/**
 * Entries that count now.
 */
applied: number, 
/**
 * Entries that cannot stand.
 */
refused: number, };

/**
 * A postal address.
 */
export type AddressView = { 
/**
 * The address's own id; empty for a new one.
 */
id: string, 
/**
 * `home`, `work`, `billing`.
 */
label: string, 
/**
 * Street and number.
 */
street: string, 
/**
 * Postal code.
 */
postalCode: string, 
/**
 * City.
 */
city: string, 
/**
 * ISO 3166-1 alpha-2.
 */
country: string, };

/**
 * What changes of a code; what is none stays.
 */
export type AffiliateCodeChange = { 
/**
 * Which.
 */
code: string, 
/**
 * What the tenant calls it.
 */
label: string | null, 
/**
 * Whether it recruits nobody any more.
 */
retired: boolean | null, };

/**
 * A code as it is asked for.
 */
export type AffiliateCodeInput = { 
/**
 * Drawn by who asks: asked again with it there is one code.
 */
key: string | null, 
/**
 * Without the check character; empty for one that is drawn.
 */
stem: string, 
/**
 * What the tenant calls it; may be empty.
 */
label: string, };

/**
 * An affiliate code.
 */
export type AffiliateCodeRow = { 
/**
 * In capitals, with its check character.
 */
code: string, 
/**
 * What the tenant calls it; may be empty.
 */
label: string, 
/**
 * The whole address, from `https://` on.
 */
link: string, 
/**
 * An instant.
 */
createdAt: string, 
/**
 * Since when it recruits nobody any more, an instant.
 */
retiredAt: string | null, 
/**
 * Clicks that counted.
 */
clicks: number, 
/**
 * Customers whom it brought.
 */
recruited: number, };

/**
 * The codes as the platform told of them last.
 */
export type AffiliateCodesView = { 
/**
 * The latest first.
 */
codes: Array<AffiliateCodeRow>, 
/**
 * Older ones, of which the platform does not tell.
 */
untold: number, 
/**
 * The platform has told of its codes here.
 */
isTold: boolean, 
/**
 * There is no platform: the offline demo, or nobody has signed in yet.
 */
isLocal: boolean, 
/**
 * When the last sync ended well, an instant.
 */
asOf: string | null, };

/**
 * What changes of an agreement; what is none stays.
 */
export type AgreementChange = { 
/**
 * The agreement.
 */
agreementId: string, 
/**
 * The last day.
 */
validUntil: string | null, 
/**
 * Where the contract lies.
 */
contractUrl: string | null, 
/**
 * Another percent: a new agreement follows.
 */
commissionPercent: string | null, 
/**
 * Other countries: a new agreement follows.
 */
regionCodes: Array<string> | null, 
/**
 * The first day of the new one; tomorrow when it is none.
 */
changesOn: string | null, };

/**
 * An agreement as it is entered.
 */
export type AgreementInput = { 
/**
 * With whom.
 */
tenantId: string, 
/**
 * ISO countries.
 */
regionCodes: Array<string>, 
/**
 * A decimal.
 */
commissionPercent: string, 
/**
 * The first day.
 */
validFrom: string, 
/**
 * The last day.
 */
validUntil: string | null, 
/**
 * Where the contract lies.
 */
contractUrl: string | null, };

/**
 * A regional agreement (C1).
 */
export type AgreementRow = { 
/**
 * The agreement.
 */
agreementId: string, 
/**
 * With whom.
 */
tenantId: string, 
/**
 * Its name.
 */
tenant: string, 
/**
 * ISO countries.
 */
regionCodes: Array<string>, 
/**
 * A decimal.
 */
commissionPercent: string, 
/**
 * The first day.
 */
validFrom: string, 
/**
 * The last day; none while it is open-ended.
 */
validUntil: string | null, 
/**
 * The day on which the contract was signed.
 */
signedOn: string | null, 
/**
 * Where the contract lies.
 */
contractUrl: string | null, 
/**
 * `coming`, `running`, `ended`, by today.
 */
state: string, };

/**
 * A customer is given to another tenant (A4).
 */
export type AttributionChange = { 
/**
 * The customer.
 */
customerId: string, 
/**
 * To whom they belong from now on.
 */
tenantId: string, 
/**
 * Why.
 */
reason: string, 
/**
 * The code that the customer names.
 */
code: string | null, };

/**
 * A page of attributions.
 */
export type AttributionPage = { 
/**
 * In the order of the platform.
 */
rows: Array<AttributionRow>, 
/**
 * Where the next page begins.
 */
next: string | null, };

/**
 * Who recruited a customer, and for how long (A2).
 */
export type AttributionRow = { 
/**
 * The attribution.
 */
attributionId: string, 
/**
 * The customer.
 */
customerId: string, 
/**
 * To whom they belong.
 */
tenantId: string, 
/**
 * Its name.
 */
tenant: string, 
/**
 * An instant.
 */
attributedAt: string, 
/**
 * An instant.
 */
firstPurchaseAt: string | null, 
/**
 * An instant.
 */
expiresAt: string, 
/**
 * `affiliate_code`, `referral`, `direct`.
 */
source: string, 
/**
 * The code.
 */
sourceRef: string | null, 
/**
 * It holds now.
 */
isLive: boolean, };

/**
 * A page of the audit log, the latest first.
 */
export type AuditPage = { 
/**
 * The page.
 */
rows: Array<AuditRow>, 
/**
 * Where the next page begins.
 */
next: string | null, };

/**
 * What is looked for in the audit log.
 */
export type AuditQuery = { 
/**
 * Where the page before ended.
 */
before: string | null, 
/**
 * By whom.
 */
userId: string | null, 
/**
 * What.
 */
action: string | null, 
/**
 * From this day on.
 */
from: string | null, 
/**
 * Until this day, which belongs to it.
 */
until: string | null, };

/**
 * What somebody of the platform did.
 */
export type AuditRow = { 
/**
 * The entry.
 */
auditId: string, 
/**
 * An instant.
 */
at: string, 
/**
 * Who.
 */
userId: string, 
/**
 * Their name.
 */
user: string, 
/**
 * `change_attribution` and the like.
 */
action: string, 
/**
 * Whom or what: the name of a tenant, or an id.
 */
subject: string, 
/**
 * Why.
 */
reason: string, 
/**
 * More, as JSON.
 */
details: string, };

/**
 * Something that must be mended first.
 */
export type BreachView = { 
/**
 * As `BR-CO-26` or our own.
 */
code: string, 
/**
 * The field to mend.
 */
field: string, 
/**
 * An English sentence.
 */
message: string, 
/**
 * Issuing is refused.
 */
blocking: boolean, };

/**
 * The commissions of a month by one thing.
 */
export type BreakdownGroup = { 
/**
 * `product`, `region`, `partner`, `customer`.
 */
by: string, 
/**
 * The greatest first.
 */
rows: Array<BreakdownRow>, };

/**
 * A product, a region, a partner or a customer.
 */
export type BreakdownRow = { 
/**
 * The product's name; an ISO 3166-1 alpha-2 country; `own`, `P-5C01D2` or empty for nobody;
 * `K-7F3A`.
 */
label: string, 
/**
 * How many.
 */
entries: number, 
/**
 * The base, before reversals.
 */
net: MoneyView, 
/**
 * The commission less reversals and forfeitures of the month.
 */
amount: MoneyView, };

/**
 * The commissions of a month, as far as the role reads them.
 */
export type BreakdownView = { 
/**
 * `YYYY-MM`.
 */
month: string, 
/**
 * None is empty.
 */
groups: Array<BreakdownGroup>, };

/**
 * Signing in on a platform with the system's browser.
 */
export type BrowserSignInInput = { 
/**
 * Its address.
 */
platform: string, 
/**
 * As `Empfang 1`.
 */
deviceName: string, };

/**
 * What is bought, at the price that was shown.
 */
export type BuyMembershipInput = { 
/**
 * The product.
 */
productId: string, 
/**
 * The gross that was shown.
 */
amount: MoneyView, 
/**
 * The gross that was shown for each later period of a subscription.
 */
laterAmount: MoneyView | null, };

/**
 * The Storno of an invoice.
 */
export type CancelInvoiceRequest = { 
/**
 * The invoice.
 */
number: string, 
/**
 * Why; required.
 */
reason: string, };

/**
 * A person found at the reception.
 */
export type Candidate = { 
/**
 * The contact.
 */
contactId: string, 
/**
 * As shown.
 */
name: string, 
/**
 * Birthday, city.
 */
detail: string, 
/**
 * Live cards.
 */
cards: Array<CardRow>, 
/**
 * Unpaid invoices.
 */
openAmount: MoneyView, 
/**
 * An instant.
 */
lastVisit: string | null, };

/**
 * The figures above the list.
 */
export type CardFigures = { 
/**
 * Cards with entries left.
 */
activeCards: number, 
/**
 * Entries left on them.
 */
openEntries: number, 
/**
 * Their value.
 */
liability: MoneyView, 
/**
 * Cards that end within 60 days.
 */
expiringCards: number, 
/**
 * Entries on them.
 */
expiringEntries: number, 
/**
 * Their value.
 */
expiringValue: MoneyView, 
/**
 * Cards whose ninth entry is used.
 */
toOffer: number, };

/**
 * A part of the list with the figures above it.
 */
export type CardPage = { 
/**
 * How many match.
 */
total: number, 
/**
 * By last use.
 */
rows: Array<CardRow>, 
/**
 * Over all cards.
 */
figures: CardFigures, };

/**
 * What the list of cards shows.
 */
export type CardQuery = { 
/**
 * Name or code; empty lists all.
 */
text: string, 
/**
 * `all`, `expiring`, `offer`, `paused`, `overdrawn`.
 */
filter: string, 
/**
 * Only of this contact.
 */
contactId: string | null, 
/**
 * Rows to skip.
 */
offset: number, 
/**
 * Rows to give.
 */
limit: number, };

/**
 * A card.
 */
export type CardRow = { 
/**
 * The card.
 */
cardId: string, 
/**
 * As scanned.
 */
code: string, 
/**
 * The owner.
 */
contactId: string, 
/**
 * As shown.
 */
contactName: string, 
/**
 * Its name when sold.
 */
product: string, 
/**
 * Bought.
 */
entries: number, 
/**
 * Used.
 */
used: number, 
/**
 * Left; negative when overdrawn.
 */
left: number, 
/**
 * A day.
 */
expiresOn: string | null, 
/**
 * An instant.
 */
lastUsed: string | null, 
/**
 * `active`, `offer`, `expiring`, `expired`, `used_up`, `refunded`, `paused`, `overdrawn`.
 */
status: string, };

/**
 * A card whole.
 */
export type CardView = { 
/**
 * The card.
 */
row: CardRow, 
/**
 * Paid.
 */
price: MoneyView, 
/**
 * Value of what is left.
 */
restValue: MoneyView, 
/**
 * A day.
 */
soldOn: string, 
/**
 * Of the sale.
 */
receiptNumber: string | null, 
/**
 * Latest first.
 */
redemptions: Array<RedemptionRow>, 
/**
 * Visits of another card that were carried to this one when a case was settled.
 */
carried: number, };

/**
 * A card that a visit may be carried to.
 */
export type CarryCard = { 
/**
 * The card.
 */
cardId: string, 
/**
 * As scanned.
 */
code: string, 
/**
 * Its name when sold.
 */
product: string, 
/**
 * Left.
 */
left: number, };

/**
 * What is about to be sold.
 */
export type Cart = { 
/**
 * In order.
 */
lines: Array<CartLine>, 
/**
 * To whom.
 */
contactId: string | null, 
/**
 * On all lines, a decimal.
 */
discountPercent: string | null, 
/**
 * As far as chosen.
 */
payments: Array<PaymentInput>, 
/**
 * When the first line was put in, RFC 3339; `null` for a sale of one step.
 */
startedAt: string | null, };

/**
 * A line of the cart.
 */
export type CartLine = { 
/**
 * The product.
 */
productId: string, 
/**
 * Thousandths.
 */
quantityMilli: number, 
/**
 * Another price than the catalogue's.
 */
unitGrossCents: number | null, 
/**
 * A decimal.
 */
discountPercent: string | null, };

/**
 * A line as shown.
 */
export type CartLineView = { 
/**
 * The product.
 */
productId: string, 
/**
 * As on the receipt.
 */
text: string, 
/**
 * `2`, `0,5`.
 */
quantity: string, 
/**
 * With VAT.
 */
unitGross: MoneyView, 
/**
 * Taken off.
 */
discount: MoneyView, 
/**
 * The line.
 */
gross: MoneyView, 
/**
 * `19 % USt`.
 */
vatLabel: string, };

/**
 * The cart, computed by the core.
 */
export type CartPreview = { 
/**
 * In order.
 */
lines: Array<CartLineView>, 
/**
 * By class and rate.
 */
vat: Array<VatGroupView>, 
/**
 * Without VAT.
 */
net: MoneyView, 
/**
 * The VAT.
 */
vatTotal: MoneyView, 
/**
 * To pay.
 */
gross: MoneyView, 
/**
 * Covered by the payments so far.
 */
paid: MoneyView, 
/**
 * Still to pay.
 */
open: MoneyView, 
/**
 * To give back.
 */
change: MoneyView, 
/**
 * Amounts to offer: exact, next notes.
 */
quickCash: Array<MoneyView>, };

/**
 * A case to settle.
 */
export type CaseRow = { 
/**
 * The case.
 */
caseId: string, 
/**
 * `card_overdraft`, `total_mismatch`, `number_clash`, `quarantined`, `deleted_edit`,
 * `double_storno`.
 */
kind: string, 
/**
 * An instant.
 */
openedAt: string, 
/**
 * The contact concerned.
 */
contactId: string | null, 
/**
 * As shown, may be empty.
 */
contactName: string, 
/**
 * The card concerned.
 */
cardId: string | null, 
/**
 * Of the card, may be empty.
 */
product: string, 
/**
 * Of the card.
 */
entries: number | null, 
/**
 * Of the card.
 */
left: number | null, 
/**
 * Of the card.
 */
expiresOn: string | null, 
/**
 * The facts that do not fit.
 */
sides: Array<CaseSide>, 
/**
 * What was expected and found, may be empty.
 */
details: string, 
/**
 * When it is about money.
 */
amount: MoneyView | null, 
/**
 * Still to settle.
 */
isOpen: boolean, 
/**
 * How it may be settled, the usual way first: `charge`, `carry`, `goodwill`, `keep_both`,
 * `accept`, `storno`, `leave`, `restore`, `noted`.
 */
resolutions: Array<string>, 
/**
 * Cards of the contact that a visit may be carried to, the likeliest first.
 */
carryTo: Array<CarryCard>, 
/**
 * How it was settled, the settlement that counts first; empty when it settled itself.
 */
settlements: Array<SettlementRow>, };

/**
 * One of the facts.
 */
export type CaseSide = { 
/**
 * The kind of thing.
 */
entity: string, 
/**
 * The fact.
 */
id: string, 
/**
 * An instant.
 */
at: string, 
/**
 * Where.
 */
device: string, 
/**
 * Who.
 */
actor: string, 
/**
 * Number or product.
 */
label: string, 
/**
 * When it is about money.
 */
amount: MoneyView | null, 
/**
 * Recorded without a network.
 */
offline: boolean, 
/**
 * An instant.
 */
receivedAt: string | null, };

/**
 * Counted pieces.
 */
export type CashCountInput = { 
/**
 * Coin or note.
 */
denominationCents: number, 
/**
 * How many.
 */
pieces: number, };

/**
 * Paid within some days, some per cent are taken off (Skonto).
 */
export type CashDiscountInput = { 
/**
 * Basis points: 200 is 2 %.
 */
percentBp: number, 
/**
 * Days from the day of issue.
 */
days: number, };

/**
 * Paid by a day, so much may be taken off (Skonto).
 */
export type CashDiscountView = { 
/**
 * The last day.
 */
until: string, 
/**
 * Basis points: 200 is 2 %.
 */
percentBp: number, 
/**
 * Off the whole invoice.
 */
amount: MoneyView, 
/**
 * What settles the invoice with it.
 */
rest: MoneyView, };

/**
 * Money into or out of the till.
 */
export type CashMovementInput = { 
/**
 * Into the till positive.
 */
amountCents: number, 
/**
 * `float`, `private`, `bank`, `expense`.
 */
kind: string, 
/**
 * Why; required.
 */
reason: string, };

/**
 * A check-in by card code, card or contact.
 */
export type CheckInRequest = { 
/**
 * A card's code or id, or a contact's id.
 */
target: string, };

/**
 * What the reception sees from two metres.
 */
export type CheckInResult = { 
/**
 * Green, amber or red.
 */
verdict: CheckInVerdict, 
/**
 * `ok`, `last_entry`, `open_amount`, `expiring`, `unconfirmed_last_entry`, `used_up`, `expired`, `no_card`, `several_cards`, `unknown_code`.
 */
reason: string, 
/**
 * When something was redeemed.
 */
redemptionId: string | null, 
/**
 * Who.
 */
contactId: string | null, 
/**
 * As shown, or the code when nobody was found.
 */
name: string, 
/**
 * The card after the check-in.
 */
card: CardRow | null, 
/**
 * To choose from, when there are several.
 */
cards: Array<CardRow>, 
/**
 * Unpaid invoices.
 */
openAmount: MoneyView | null, 
/**
 * The visit before this one, an instant.
 */
lastVisit: string | null, 
/**
 * An instant; undo without a reason until then.
 */
undoUntil: string | null, };

/**
 * A check-in of today.
 */
export type CheckInRow = { 
/**
 * The redemption.
 */
redemptionId: string, 
/**
 * An instant.
 */
at: string, 
/**
 * Who.
 */
contactId: string, 
/**
 * As shown.
 */
name: string, 
/**
 * After it.
 */
entriesLeft: number, };

/**
 * How it went.
 */
export type CheckInVerdict = "green" | "amber" | "red";

/**
 * A closing.
 */
export type CloseDayInput = { 
/**
 * The sum counted, when not by pieces.
 */
countedCents: number | null, 
/**
 * By pieces.
 */
counts: Array<CashCountInput>, 
/**
 * Why it differs, or why nobody counted.
 */
reason: string, 
/**
 * Nobody counted: what should be there is taken over.
 */
uncounted: boolean, };

/**
 * A closing that stands.
 */
export type ClosingResult = { 
/**
 * The closing.
 */
closingId: string, 
/**
 * Its number.
 */
zNumber: number, 
/**
 * What should be there.
 */
expected: MoneyView, 
/**
 * What was there.
 */
counted: MoneyView, 
/**
 * Counted less expected.
 */
difference: MoneyView, 
/**
 * Nobody counted.
 */
uncounted: boolean, };

/**
 * An error as the window gets it: the code finds the sentence in the window's own table.
 */
export type CommandError = { 
/**
 * Stable, snake case.
 */
code: string, 
/**
 * `notice` (expected, nothing lost) or `fault` (a broken promise).
 */
severity: Severity, 
/**
 * An English sentence for the log, with the values that matter.
 */
message: string, 
/**
 * The values of the sentence by name, as text.
 */
values: { [key in string]: string }, };

/**
 * An entry that the rules compute otherwise, or that was signed otherwise.
 */
export type CommissionDifference = { 
/**
 * The entry.
 */
entryId: string, 
/**
 * Of which month, `YYYY-MM`.
 */
month: string, 
/**
 * Of the amounts; empty where a signature is told of.
 */
currency: string, 
/**
 * As people see it.
 */
orderNumber: string, 
/**
 * What differs.
 */
field: string, 
/**
 * As received.
 */
stored: string, 
/**
 * As computed here, or as signed.
 */
recomputed: string, 
/**
 * `rules`: computed otherwise; `package`: signed otherwise by the platform.
 */
source: string, };

/**
 * An entry that the recipient disputes.
 */
export type CommissionDisputeView = { 
/**
 * The dispute.
 */
disputeId: string, 
/**
 * What is wrong, in the recipient's words.
 */
reason: string, 
/**
 * An instant.
 */
at: string, 
/**
 * Who disputes it; may be empty.
 */
by: string, 
/**
 * In order of time.
 */
messages: Array<DisputeMessageView>, 
/**
 * `upheld`, `rejected`; `None` while it is open.
 */
outcome: string | null, 
/**
 * Why it was settled like that.
 */
settledBecause: string | null, 
/**
 * An instant.
 */
settledAt: string | null, };

/**
 * How an entry came about.
 */
export type CommissionExplanation = { 
/**
 * The entry.
 */
entryId: string, 
/**
 * The commission.
 */
amount: MoneyView, 
/**
 * A decimal.
 */
percent: string, 
/**
 * The line without VAT.
 */
base: MoneyView, 
/**
 * What the customer paid.
 */
gross: MoneyView, 
/**
 * Basis points.
 */
vatRateBp: number, 
/**
 * As people see it.
 */
orderNumber: string, 
/**
 * Of the order.
 */
line: string, 
/**
 * `2026-1`.
 */
ruleVersion: string, 
/**
 * In order.
 */
steps: Array<ExplanationStep>, 
/**
 * The same rules, here and now.
 */
recomputed: MoneyView, 
/**
 * Recomputed equals the entry.
 */
equal: boolean, 
/**
 * The first one first.
 */
disputes: Array<CommissionDisputeView>, };

/**
 * An entry, or the reversal, the correction or the forfeiture of one.
 */
export type CommissionRow = { 
/**
 * The entry.
 */
entryId: string, 
/**
 * A day in Berlin.
 */
on: string, 
/**
 * As people see it.
 */
orderNumber: string, 
/**
 * Of the order.
 */
line: string, 
/**
 * `K-7F3A`.
 */
customer: string, 
/**
 * Its name.
 */
product: string, 
/**
 * May be empty.
 */
country: string, 
/**
 * The base.
 */
net: MoneyView, 
/**
 * A decimal.
 */
percent: string, 
/**
 * The commission.
 */
amount: MoneyView, 
/**
 * As in the totals.
 */
kind: string, 
/**
 * `pending`, `approved`, `frozen`, `paid`, `refunded`, `forfeited`, `settled`; `reversal`,
 * `correction` and `forfeiture` are rows of their own.
 */
status: string, 
/**
 * A day.
 */
approvedOn: string | null, 
/**
 * `open` while it is disputed, or how the last dispute was settled: `upheld`, `rejected`.
 */
dispute: string | null, 
/**
 * C13: that it was forfeited, when, and why.
 */
forfeited: ForfeitedView | null, 
/**
 * Y5: why it was corrected, in the words of the platform's people; of a correction alone.
 */
correctedBecause: string | null, };

/**
 * The sum of a type.
 */
export type CommissionTotal = { 
/**
 * `regional_exclusive`, `affiliate_first`, `affiliate_recurring`, `platform_fee`, `reversals`,
 * `corrections`, `forfeitures`.
 */
kind: string, 
/**
 * A decimal, when it is one.
 */
percent: string | null, 
/**
 * The sum.
 */
amount: MoneyView, };

/**
 * A device's day, here and there.
 */
export type ComparedDay = { 
/**
 * The day in Berlin.
 */
day: string, 
/**
 * The name of the device, empty for the platform itself.
 */
device: string, 
/**
 * The device; `None` for the platform itself.
 */
deviceId: string | null, 
/**
 * It is this device.
 */
isOwn: boolean, 
/**
 * What is held here.
 */
here: DayFigures, 
/**
 * What is held there.
 */
there: DayFigures, 
/**
 * Count, sums and hash are the same.
 */
isEqual: boolean, };

/**
 * What was compared, and what came of it.
 */
export type ComparisonView = { 
/**
 * An instant.
 */
comparedAt: string, 
/**
 * `equal`, `repaired`, `differs`.
 */
state: string, 
/**
 * The version of the program that compared.
 */
program: string, 
/**
 * Entries of the own journal.
 */
entries: number, 
/**
 * Changes that were pulled.
 */
changes: number, 
/**
 * Cards.
 */
cards: number, 
/**
 * How many questions that took.
 */
requests: number, 
/**
 * By day, latest first, and device.
 */
days: Array<ComparedDay>, 
/**
 * What differed, repaired or not.
 */
differences: Array<DifferenceRow>, };

/**
 * A consent.
 */
export type ConsentView = { 
/**
 * `reminders`, `newsletter`, ...
 */
kind: string, 
/**
 * Given or withdrawn.
 */
given: boolean, 
/**
 * A day.
 */
on: string | null, };

/**
 * A contact as edited; what is missing from a list is removed.
 */
export type ContactInput = { 
/**
 * May be empty.
 */
title: string, 
/**
 * May be empty.
 */
firstName: string, 
/**
 * May be empty.
 */
lastName: string, 
/**
 * May be empty; a contact needs a name or an organisation.
 */
organisation: string, 
/**
 * USt-IdNr., may be empty.
 */
vatId: string, 
/**
 * A day.
 */
birthday: string | null, 
/**
 * Free text.
 */
note: string, 
/**
 * As in the query.
 */
roles: Array<string>, 
/**
 * In order.
 */
tags: Array<string>, 
/**
 * In order.
 */
phones: Array<PhoneView>, 
/**
 * In order.
 */
emails: Array<EmailView>, 
/**
 * In order.
 */
addresses: Array<AddressView>, 
/**
 * By kind.
 */
consents: Array<ConsentView>, };

/**
 * A part of the list.
 */
export type ContactPage = { 
/**
 * How many there are in all (exact for a list, at least this many for a search).
 */
total: number, 
/**
 * In order of the sort name.
 */
rows: Array<ContactRow>, };

/**
 * What the search box and the facets ask for.
 */
export type ContactQuery = { 
/**
 * As typed: name, phone digits, e-mail, birthday; empty lists all.
 */
text: string, 
/**
 * `customer`, `patient`, `lead`, `partner`; `None` for all.
 */
role: string | null, 
/**
 * Rows to skip.
 */
offset: number, 
/**
 * Rows to give, at most 500.
 */
limit: number, };

/**
 * A row of the list.
 */
export type ContactRow = { 
/**
 * The contact.
 */
contactId: string, 
/**
 * As shown.
 */
name: string, 
/**
 * One or two letters.
 */
initials: string, 
/**
 * May be empty.
 */
organisation: string, 
/**
 * As in the query.
 */
roles: Array<string>, 
/**
 * The first one, may be empty.
 */
email: string, 
/**
 * The first one, may be empty.
 */
phone: string, 
/**
 * May be empty.
 */
city: string, 
/**
 * A day.
 */
birthday: string | null, 
/**
 * Left on all live cards; `None` without a card.
 */
entriesLeft: number | null, };

/**
 * A contact whole.
 */
export type ContactView = { 
/**
 * The contact.
 */
contactId: string, 
/**
 * As shown.
 */
name: string, 
/**
 * One or two letters.
 */
initials: string, 
/**
 * May be empty.
 */
title: string, 
/**
 * May be empty.
 */
firstName: string, 
/**
 * May be empty.
 */
lastName: string, 
/**
 * May be empty.
 */
organisation: string, 
/**
 * USt-IdNr., may be empty.
 */
vatId: string, 
/**
 * A day.
 */
birthday: string | null, 
/**
 * Free text.
 */
note: string, 
/**
 * As in the query.
 */
roles: Array<string>, 
/**
 * In order.
 */
tags: Array<string>, 
/**
 * In order of entry.
 */
phones: Array<PhoneView>, 
/**
 * In order of entry.
 */
emails: Array<EmailView>, 
/**
 * In order of entry.
 */
addresses: Array<AddressView>, 
/**
 * By kind.
 */
consents: Array<ConsentView>, 
/**
 * The day it was made.
 */
since: string, 
/**
 * Live cards first.
 */
cards: Array<CardRow>, 
/**
 * Unpaid invoices.
 */
openAmount: MoneyView, 
/**
 * Sales and invoices of this calendar year.
 */
yearTurnover: MoneyView, 
/**
 * An instant.
 */
lastVisit: string | null, 
/**
 * It was deleted, and can come back.
 */
isDeleted: boolean, 
/**
 * Texts that lost against another, written at the same time elsewhere; the latest first.
 */
keptTexts: Array<KeptTextView>, 
/**
 * Contacts that were merged into this one, the last first.
 */
merged: Array<MergedContactView>, };

/**
 * What was read, and who accepts it.
 */
export type ContractAcceptanceInput = { 
/**
 * `distributor`, `affiliate`.
 */
kind: string, 
/**
 * As `2026-11`.
 */
version: string, 
/**
 * SHA-256 of the text that was shown.
 */
sha256: string, 
/**
 * Of whoever accepts.
 */
name: string, };

/**
 * From when on a version of a contract is needed.
 */
export type ContractDemandRow = { 
/**
 * `distributor`, `affiliate`.
 */
kind: string, 
/**
 * As `2026-11`.
 */
version: string, 
/**
 * A day of Berlin.
 */
neededFrom: string, 
/**
 * Why.
 */
reason: string, };

/**
 * A newer version of a contract that was accepted.
 */
export type ContractNoticeRow = { 
/**
 * `distributor`, `affiliate`.
 */
kind: string, 
/**
 * As `2026-11`.
 */
version: string, 
/**
 * The version that was accepted last.
 */
acceptedVersion: string, 
/**
 * An instant.
 */
acceptedAt: string, 
/**
 * From when on the newer one is needed, a day of Berlin.
 */
neededFrom: string | null, 
/**
 * That day has come; nothing is locked by it.
 */
isDue: boolean, };

/**
 * What waits to be read.
 */
export type ContractNoticeView = { 
/**
 * One a kind of contract; empty where nothing waits.
 */
notices: Array<ContractNoticeRow>, 
/**
 * Who works here may accept.
 */
mayAccept: boolean, };

/**
 * A version of a contract.
 */
export type ContractOffer = { 
/**
 * `affiliate`, `distributor`.
 */
kind: string, 
/**
 * As `2026-11`.
 */
version: string, 
/**
 * SHA-256 of the text.
 */
sha256: string, };

/**
 * The text of a contract.
 */
export type ContractTextView = { 
/**
 * `affiliate`, `distributor`.
 */
kind: string, 
/**
 * As `2026-11`.
 */
version: string, 
/**
 * `de`, `en`.
 */
language: string, 
/**
 * The SHA-256 of the text.
 */
sha256: string, 
/**
 * As Markdown.
 */
text: string, };

/**
 * A denomination.
 */
export type CountLineView = { 
/**
 * Coin or note.
 */
denomination: MoneyView, 
/**
 * A note.
 */
isNote: boolean, 
/**
 * How many.
 */
pieces: number, 
/**
 * Together.
 */
amount: MoneyView, };

/**
 * A count, computed by the core.
 */
export type CountPreview = { 
/**
 * By denomination.
 */
lines: Array<CountLineView>, 
/**
 * Sum of the notes.
 */
notes: MoneyView, 
/**
 * Sum of the coins.
 */
coins: MoneyView, 
/**
 * Sum.
 */
counted: MoneyView, 
/**
 * What should be there.
 */
expected: MoneyView, 
/**
 * Counted less expected.
 */
difference: MoneyView, };

/**
 * An agreement to credit notes, or its withdrawal.
 */
export type CreditAgreementView = { 
/**
 * `affiliate`, `distributor`.
 */
kind: string, 
/**
 * As `2026-11`.
 */
version: string, 
/**
 * SHA-256 of the text.
 */
sha256: string, 
/**
 * An instant.
 */
at: string, 
/**
 * `false`: withdrawn.
 */
hasAgreed: boolean, };

/**
 * A credit note, or the correction of one.
 */
export type CreditNoteRow = { 
/**
 * `GS-2027-000042`.
 */
number: string, 
/**
 * `YYYY-MM`.
 */
month: string, 
/**
 * The number that it corrects.
 */
corrects: string | null, 
/**
 * An instant.
 */
issuedAt: string, 
/**
 * `issued`; `objected`: it is no invoice any more; `unlisted`: the platform lists it no more.
 */
status: string, 
/**
 * An instant.
 */
objectedAt: string | null, 
/**
 * The first day for which it settles.
 */
serviceFrom: string, 
/**
 * The last one.
 */
serviceTo: string, 
/**
 * `not_taxable`, `reverse_charge`, `kleinunternehmer`, `general`.
 */
vatClass: string, 
/**
 * Without VAT; below zero in most corrections.
 */
net: MoneyView, 
/**
 * The VAT.
 */
vat: MoneyView, 
/**
 * With VAT.
 */
gross: MoneyView, 
/**
 * Its file lies at this desk and opens without a network.
 */
isKept: boolean, };

/**
 * The self-billing credit notes of this recipient.
 */
export type CreditNotesView = { 
/**
 * The latest first.
 */
notes: Array<CreditNoteRow>, 
/**
 * The platform has just said so; else it is what it said last.
 */
isCurrent: boolean, 
/**
 * There is no platform: the offline demo, or nobody has signed in yet.
 */
isLocal: boolean, 
/**
 * When the platform was asked last, an instant.
 */
listedAt: string | null, };

/**
 * What the platform holds of one customer.
 */
export type CustomerFileView = { 
/**
 * Who it is.
 */
customer: CustomerRow, 
/**
 * `de`, `en`; none for whoever did not sign up.
 */
language: string | null, 
/**
 * The country of the first order that had one.
 */
firstCountry: string | null, 
/**
 * The oldest first.
 */
attributions: Array<AttributionRow>, 
/**
 * Each line of each order, the latest first.
 */
lines: Array<CustomerLineRow>, 
/**
 * The latest first.
 */
refunds: Array<CustomerRefundRow>, 
/**
 * The latest first.
 */
subscriptions: Array<CustomerSubscriptionRow>, };

/**
 * A line of an order.
 */
export type CustomerLineRow = { 
/**
 * The order.
 */
orderId: string, 
/**
 * Its number.
 */
orderNumber: string, 
/**
 * The name of the seller.
 */
seller: string, 
/**
 * An instant.
 */
orderedAt: string, 
/**
 * What was bought.
 */
product: string, 
/**
 * Without VAT.
 */
net: MoneyView, 
/**
 * What of it was granted as a discount.
 */
discount: MoneyView, 
/**
 * What of it was refunded.
 */
refunded: MoneyView, };

/**
 * A refund of a line.
 */
export type CustomerRefundRow = { 
/**
 * The refund.
 */
refundId: string, 
/**
 * The number of the order.
 */
orderNumber: string, 
/**
 * The number of the line.
 */
line: number, 
/**
 * An instant.
 */
refundedAt: string, 
/**
 * Without VAT; below zero for what is booked back.
 */
net: MoneyView, };

/**
 * A customer of the platform.
 */
export type CustomerRow = { 
/**
 * The customer.
 */
customerId: string, 
/**
 * Empty without an account.
 */
name: string, 
/**
 * Empty without an account.
 */
email: string, 
/**
 * The name of the tenant that the customer buys for.
 */
buyer: string | null, 
/**
 * An instant.
 */
knownSince: string, 
/**
 * An instant; none for whoever did not sign up.
 */
signedUpAt: string | null, };

/**
 * A subscription that the customer pays for.
 */
export type CustomerSubscriptionRow = { 
/**
 * The subscription.
 */
subscriptionId: string, 
/**
 * What is bought.
 */
product: string, 
/**
 * `month`, `year`.
 */
interval: string, 
/**
 * Each later period, VAT included.
 */
amount: MoneyView, 
/**
 * An instant.
 */
openedAt: string, 
/**
 * `open`, `active`, `past_due`, `ended`.
 */
state: string, 
/**
 * An instant: the end of what is paid.
 */
paidUntil: string | null, 
/**
 * It is not renewed any more.
 */
endsWithPeriod: boolean, };

/**
 * Whom a search means.
 */
export type CustomersFoundView = { 
/**
 * The newest first.
 */
rows: Array<CustomerRow>, 
/**
 * There are more; somebody must be named more exactly.
 */
hasMore: boolean, };

/**
 * What a device recorded on a day.
 */
export type DayFigures = { 
/**
 * How many entries.
 */
count: number, 
/**
 * The money that they record, a sum per currency.
 */
sums: Array<MoneyView>, 
/**
 * The hash over them, hexadecimal; empty when there are none.
 */
hash: string, };

/**
 * A device.
 */
export type DeviceRow = { 
/**
 * The device.
 */
deviceId: string, 
/**
 * The name people see.
 */
name: string, 
/**
 * The code in document numbers.
 */
numberCode: string, 
/**
 * The code of the device of which it turned out to be a copy.
 */
formerCode: string | null, 
/**
 * Grows when it turned out to be a copy.
 */
epoch: number, 
/**
 * Entries of it that the platform holds.
 */
acknowledged: number, 
/**
 * Entries that waited there when it was last heard.
 */
pending: number, 
/**
 * An instant; `None` for this device, and for one that was never heard.
 */
lastSeen: string | null, 
/**
 * Of its program; may be empty.
 */
version: string, 
/**
 * This device.
 */
isOwn: boolean, 
/**
 * `active`, `revoked`, `lost`, `erased`.
 */
state: string, 
/**
 * An instant.
 */
revokedAt: string | null, 
/**
 * When it had handed over what it held, an instant.
 */
partedAt: string | null, 
/**
 * When it said that its database is destroyed, an instant.
 */
erasedAt: string | null, 
/**
 * Entries of it that wait in quarantine.
 */
quarantined: number, };

/**
 * The list.
 */
export type DevicesView = { 
/**
 * This one first.
 */
devices: Array<DeviceRow>, 
/**
 * Who this installation was before, the latest first.
 */
former: Array<FormerDeviceRow>, 
/**
 * The platform has just said so; else it is what it said last.
 */
isCurrent: boolean, 
/**
 * There is no platform: the offline demo, or nobody has signed in yet.
 */
isLocal: boolean, 
/**
 * Whoever is signed in may rename and revoke, now.
 */
mayManage: boolean, 
/**
 * When the platform was asked last, an instant.
 */
listedAt: string | null, };

/**
 * Something that differed.
 */
export type DifferenceRow = { 
/**
 * `journal`, `log`, `cards`.
 */
part: string, 
/**
 * The number in journal or order; the id of a card.
 */
place: string, 
/**
 * The kind of thing, empty when nobody can say.
 */
entity: string, 
/**
 * The thing, empty when nobody can say.
 */
entityId: string, 
/**
 * `missing_here`, `missing_there`, `differs`.
 */
kind: string, 
/**
 * It was made equal again.
 */
repaired: boolean, 
/**
 * Why not, a code; empty when it was repaired.
 */
code: string, };

/**
 * How a dispute is settled.
 */
export type DisputeDecision = { 
/**
 * The dispute.
 */
disputeId: string, 
/**
 * Who disputes.
 */
recipientId: string, 
/**
 * `upheld`, `rejected`.
 */
outcome: string, 
/**
 * Why.
 */
reason: string, 
/**
 * By how much an upheld one is corrected, `12.34`; below zero: taken back.
 */
correction: string | null, 
/**
 * The order or the refund that corrected an upheld one in another way.
 */
correctedBy: string | null, };

/**
 * A message in the thread of a dispute.
 */
export type DisputeMessageView = { 
/**
 * The words.
 */
text: string, 
/**
 * An instant.
 */
at: string, 
/**
 * Who wrote it; empty for the platform's people.
 */
by: string, 
/**
 * The platform's people wrote it.
 */
fromPlatform: boolean, };

/**
 * A document as bytes for the window.
 */
export type DocumentView = { 
/**
 * The name to save it under.
 */
fileName: string, 
/**
 * `application/pdf` and the like.
 */
mediaType: string, 
/**
 * The bytes in base64.
 */
base64: string, };

/**
 * Something that wants attention.
 */
export type DueRow = { 
/**
 * `last_entry`, `expiring`, `invoice_overdue`, `till_not_counted`, `case`.
 */
kind: string, 
/**
 * Name or number.
 */
title: string, 
/**
 * Product, name or day.
 */
detail: string, 
/**
 * When it is about money.
 */
amount: MoneyView | null, 
/**
 * The id of contact, card, invoice or case.
 */
link: string | null, };

/**
 * Somebody who may be the same person.
 */
export type DuplicateHint = { 
/**
 * The contact.
 */
contactId: string, 
/**
 * As shown.
 */
name: string, 
/**
 * City, birthday or phone: what tells them apart.
 */
detail: string, 
/**
 * `email`, `phone`, `name_and_birthday`, `name_and_city`.
 */
reason: string, };

/**
 * An e-mail address.
 */
export type EmailView = { 
/**
 * The address's own id; empty for a new one.
 */
id: string, 
/**
 * `home`, `work`, ...
 */
label: string, 
/**
 * As entered.
 */
address: string, };

/**
 * A reason.
 */
export type ExplanationStep = { 
/**
 * The reason's code.
 */
code: string, 
/**
 * It leads to the commission; `false` says why something is not paid.
 */
pays: boolean, 
/**
 * Names and values of the sentence.
 */
values: { [key in string]: string }, };

/**
 * A payout run to come (Y1). `before + approved = due`, and `due = paid + carried`.
 */
export type ForecastRow = { 
/**
 * The first day on which the run may be made.
 */
runOn: string, 
/**
 * Approved and unpaid before, clawbacks included.
 */
before: MoneyView, 
/**
 * What becomes approved before the run, day by day.
 */
approvals: Array<ReleaseRow>, 
/**
 * All of that.
 */
approved: MoneyView, 
/**
 * What the run finds.
 */
due: MoneyView, 
/**
 * What it pays.
 */
paid: MoneyView, 
/**
 * What stays for the next one.
 */
carried: MoneyView, 
/**
 * Why it stays: `below_minimum`, `other_unit`.
 */
reason: string | null, };

/**
 * What becomes approved and is paid when, by what is known now.
 */
export type ForecastView = { 
/**
 * The coming payout runs, the next one first, until all that is held now is approved.
 */
runs: Array<ForecastRow>, 
/**
 * Y5: held or approved, but disputed, and in none of the runs until that is settled.
 */
frozen: MoneyView, };

/**
 * That an entry was forfeited.
 */
export type ForfeitedView = { 
/**
 * `deactivated`: the recipient left the platform.
 */
reason: string, 
/**
 * A day in Berlin.
 */
on: string, 
/**
 * What was lost.
 */
amount: MoneyView, };

/**
 * A former identity of this installation.
 */
export type FormerDeviceRow = { 
/**
 * The code in its document numbers.
 */
numberCode: string, 
/**
 * `restored`, `elsewhere`, `cloned`, `platform`: how the copy was noticed.
 */
reason: string, 
/**
 * An instant.
 */
endedAt: string, 
/**
 * Entries of its journal.
 */
recorded: number, };

/**
 * A column and what it becomes.
 */
export type ImportColumn = { 
/**
 * Its heading.
 */
column: string, 
/**
 * The field; `None` is left out.
 */
field: string | null, };

/**
 * What is wrong with a field.
 */
export type ImportFault = { 
/**
 * The field.
 */
field: string, 
/**
 * A code: `not_a_date`, `not_an_email`, `no_name`, `column_count`, `unterminated_quote`, ...
 */
why: string, 
/**
 * As found.
 */
value: string, };

/**
 * What a file looks like before it is imported.
 */
export type ImportPreview = { 
/**
 * `google_csv`, `csv`, `vcard`.
 */
format: string, 
/**
 * `utf-8`, `windows-1252`.
 */
encoding: string, 
/**
 * Of a CSV.
 */
delimiter: string, 
/**
 * Of a CSV.
 */
columns: Array<ImportColumn>, 
/**
 * Headings whose columns are not taken over.
 */
ignoredColumns: Array<string>, 
/**
 * The first rows.
 */
sample: Array<Array<string>>, 
/**
 * How many.
 */
records: number, };

/**
 * How far an import is.
 */
export type ImportProgress = { 
/**
 * Records looked at.
 */
read: number, 
/**
 * Records in the file.
 */
total: number, 
/**
 * So far.
 */
created: number, 
/**
 * So far.
 */
updated: number, 
/**
 * So far.
 */
duplicates: number, 
/**
 * So far.
 */
rejected: number, 
/**
 * Rate.
 */
perSecond: number, 
/**
 * Ended.
 */
done: boolean, 
/**
 * Ended by the user; what was done stands.
 */
cancelled: boolean, };

/**
 * What became of every record.
 */
export type ImportReport = { 
/**
 * Records in the file.
 */
read: number, 
/**
 * New contacts.
 */
created: number, 
/**
 * Contacts that gained something.
 */
updated: number, 
/**
 * Known already, nothing new.
 */
duplicates: number, 
/**
 * Records whose old program says that entries of a punch card are left: now tagged so.
 */
withOpenEntries: number, 
/**
 * Not taken.
 */
rejected: Array<RejectedRecord>, 
/**
 * Headings whose columns were not taken over.
 */
ignoredColumns: Array<string>, 
/**
 * Ended by the user.
 */
cancelled: boolean, };

/**
 * An import, or its dry run.
 */
export type ImportRequest = { 
/**
 * The file.
 */
path: string, 
/**
 * Only look.
 */
dryRun: boolean, 
/**
 * Field to column, overriding what was recognised.
 */
map: Array<[string, string]>, };

/**
 * An invitation as it is entered.
 */
export type InvitationInput = { 
/**
 * Drawn by who asks: asked again with it there is one invitation.
 */
key: string | null, 
/**
 * `distributor`, `affiliate`.
 */
kind: string, 
/**
 * For whom, in words.
 */
label: string, 
/**
 * For a distributor.
 */
regionCodes: Array<string>, 
/**
 * For a distributor, a decimal.
 */
commissionPercent: string, 
/**
 * The first day of the agreement.
 */
agreementFrom: string | null, 
/**
 * 1 to 365.
 */
validDays: number, };

/**
 * An invitation (F1, F2).
 */
export type InvitationRow = { 
/**
 * The invitation.
 */
invitationId: string, 
/**
 * `distributor`, `affiliate`.
 */
kind: string, 
/**
 * For whom, in words.
 */
label: string, 
/**
 * ISO countries.
 */
regionCodes: Array<string>, 
/**
 * A decimal.
 */
commissionPercent: string | null, 
/**
 * The first day of the agreement.
 */
agreementFrom: string | null, 
/**
 * An instant.
 */
createdAt: string, 
/**
 * An instant.
 */
validUntil: string, 
/**
 * As the platform names it.
 */
state: string, 
/**
 * Who came of it; may be empty.
 */
tenant: string, 
/**
 * The whole address; only when it was just made.
 */
link: string | null, };

/**
 * An invoice as edited.
 */
export type InvoiceInput = { 
/**
 * The draft it continues.
 */
draftId: string | null, 
/**
 * To whom.
 */
contactId: string | null, 
/**
 * A day.
 */
serviceFrom: string | null, 
/**
 * A day.
 */
serviceTo: string | null, 
/**
 * From the day of issue.
 */
dueDays: number | null, 
/**
 * In order.
 */
lines: Array<InvoiceLineInput>, 
/**
 * The electronic invoice: `en16931` (the default), `xrechnung`, `none`.
 */
profile?: string, 
/**
 * A Leitweg-ID or another reference that the recipient asked for.
 */
buyerReference?: string, 
/**
 * The number of the recipient's order.
 */
orderReference?: string, 
/**
 * The recipient's number here.
 */
customerNumber?: string, 
/**
 * Words above the lines.
 */
intro?: string, 
/**
 * Words below the sums.
 */
closing?: string, 
/**
 * What is taken off for paying early, the earliest first.
 */
cashDiscounts?: Array<CashDiscountInput>, };

/**
 * A line as edited.
 */
export type InvoiceLineInput = { 
/**
 * The text.
 */
text: string, 
/**
 * Thousandths.
 */
quantityMilli: number, 
/**
 * Without VAT.
 */
unitNetCents: number, 
/**
 * `general`, `reduced`, `heilbehandlung`, ...
 */
vatClass: string, 
/**
 * `piece`, `hour`, `session`, ...; a piece when nothing is said.
 */
unit?: string, 
/**
 * Taken off the line, in basis points below 10,000: 1000 is 10 %.
 */
discountBp?: number, };

/**
 * A line as shown.
 */
export type InvoiceLineView = { 
/**
 * The text.
 */
text: string, 
/**
 * `6`, `0,5`.
 */
quantity: string, 
/**
 * Without VAT.
 */
unitNet: MoneyView, 
/**
 * The line.
 */
net: MoneyView, 
/**
 * `19 % USt`.
 */
vatLabel: string, };

/**
 * A part of the list.
 */
export type InvoicePage = { 
/**
 * How many match.
 */
total: number, 
/**
 * Unpaid over all.
 */
openTotal: MoneyView, 
/**
 * Unpaid over all.
 */
openCount: number, 
/**
 * Overdue over all.
 */
overdueCount: number, 
/**
 * Drafts first, then latest first.
 */
rows: Array<InvoiceRow>, };

/**
 * Money received, as entered.
 */
export type InvoicePaymentInput = { 
/**
 * The invoice.
 */
number: string, 
/**
 * How much.
 */
amountCents: number, 
/**
 * A day.
 */
on: string, 
/**
 * The rest was taken off for paying early.
 */
cashDiscount?: boolean, };

/**
 * Money received.
 */
export type InvoicePaymentView = { 
/**
 * How much.
 */
amount: MoneyView, 
/**
 * What was taken off for paying early.
 */
discount: MoneyView, 
/**
 * A day.
 */
on: string, };

/**
 * An invoice, computed by the core.
 */
export type InvoicePreview = { 
/**
 * In order.
 */
lines: Array<InvoiceLineView>, 
/**
 * By class and rate.
 */
vat: Array<VatGroupView>, 
/**
 * Without VAT.
 */
net: MoneyView, 
/**
 * The VAT.
 */
vatTotal: MoneyView, 
/**
 * With VAT.
 */
gross: MoneyView, 
/**
 * A day.
 */
dueOn: string, 
/**
 * The sentences that the law asks for.
 */
notes: Array<string>, 
/**
 * What stands in the way of issuing.
 */
breaches: Array<BreachView>, 
/**
 * The draft as PDF.
 */
pdfBase64: string, 
/**
 * Empty; kept for a later preview.
 */
pagePngs: Array<string>, };

/**
 * What the list of invoices shows.
 */
export type InvoiceQuery = { 
/**
 * Number or name; empty lists all.
 */
text: string, 
/**
 * `all`, `draft`, `open`, `overdue`, `paid`, `cancelled`.
 */
filter: string, 
/**
 * Rows to skip.
 */
offset: number, 
/**
 * Rows to give.
 */
limit: number, };

/**
 * An invoice or a draft.
 */
export type InvoiceRow = { 
/**
 * The invoice or the draft.
 */
id: string, 
/**
 * `None` for a draft.
 */
number: string | null, 
/**
 * The recipient.
 */
contactName: string, 
/**
 * The day of issue, or of the last edit.
 */
on: string, 
/**
 * A day.
 */
dueOn: string | null, 
/**
 * With VAT.
 */
gross: MoneyView, 
/**
 * Unpaid.
 */
open: MoneyView, 
/**
 * `draft`, `open`, `part_paid`, `paid`, `overdue`, `cancelled`, `storno`.
 */
status: string, };

/**
 * An issued invoice whole.
 */
export type InvoiceView = { 
/**
 * The invoice.
 */
row: InvoiceRow, 
/**
 * In order.
 */
lines: Array<InvoiceLineView>, 
/**
 * By class and rate.
 */
vat: Array<VatGroupView>, 
/**
 * Without VAT.
 */
net: MoneyView, 
/**
 * The VAT.
 */
vatTotal: MoneyView, 
/**
 * As printed.
 */
notes: Array<string>, 
/**
 * In order.
 */
payments: Array<InvoicePaymentView>, 
/**
 * The number of the Storno.
 */
cancelledBy: string | null, 
/**
 * The number that this Storno cancels.
 */
cancels: string | null, 
/**
 * The electronic invoice in the PDF: `en16931`, `xrechnung`; empty when there is none.
 */
profile: string, 
/**
 * What may be taken off for paying early, the earliest first.
 */
cashDiscounts: Array<CashDiscountView>, };

/**
 * An invoice that stands.
 */
export type IssuedInvoice = { 
/**
 * The invoice.
 */
invoiceId: string, 
/**
 * Its number.
 */
number: string, 
/**
 * Without VAT.
 */
net: MoneyView, 
/**
 * The VAT.
 */
vat: MoneyView, 
/**
 * With VAT.
 */
gross: MoneyView, 
/**
 * A day.
 */
dueOn: string, };

/**
 * What stands at the head of a credit note.
 */
export type IssuerFields = { 
/**
 * As it stands on paper.
 */
name: string, 
/**
 * With the number.
 */
street: string, 
/**
 * The postal code.
 */
postalCode: string, 
/**
 * The place.
 */
city: string, 
/**
 * ISO 3166-1 alpha-2.
 */
country: string, 
/**
 * Empty where there is none.
 */
taxNumber: string, 
/**
 * Empty where there is none.
 */
vatId: string, };

/**
 * The issuer as it is typed.
 */
export type IssuerInput = { 
/**
 * What is stated.
 */
issuer: IssuerFields, 
/**
 * The version that was looked at.
 */
version: number, 
/**
 * Why.
 */
reason: string, };

/**
 * A statement of the issuer.
 */
export type IssuerVersionRow = { 
/**
 * From 1.
 */
version: number, 
/**
 * An instant.
 */
statedAt: string, 
/**
 * Who stated it.
 */
userId: string, 
/**
 * Why; empty where nobody said.
 */
reason: string, 
/**
 * What was stated.
 */
issuer: IssuerFields, };

/**
 * The issuer of credit notes, with what was stated before.
 */
export type IssuerView = { 
/**
 * Nobody, while none was stated: no credit note is made out.
 */
issuer: IssuerFields | null, 
/**
 * The last statement; 0 before the first one.
 */
version: number, 
/**
 * The latest first.
 */
versions: Array<IssuerVersionRow>, };

/**
 * A step of an attempt at a job.
 */
export type JobAttemptRow = { 
/**
 * Counted from 1.
 */
attempt: number, 
/**
 * `started`, `done`, `failed`, `lost`, `released`.
 */
step: string, 
/**
 * An instant.
 */
at: string, 
/**
 * Who was at it.
 */
worker: string, 
/**
 * What the platform notes; may be empty.
 */
note: string, };

/**
 * A page of jobs, what has failed before all.
 */
export type JobPage = { 
/**
 * The page.
 */
rows: Array<JobRow>, 
/**
 * Where the next page begins.
 */
next: string | null, };

/**
 * A piece of the platform's own work.
 */
export type JobRow = { 
/**
 * The job.
 */
jobId: string, 
/**
 * As the platform names it: `payout` and the like.
 */
kind: string, 
/**
 * `YYYY-MM` of what is done once a month; else empty.
 */
month: string, 
/**
 * `queued`, `running`, `done`, `failed`.
 */
state: string, 
/**
 * When it is due, an instant.
 */
runAt: string, 
/**
 * How often it was taken.
 */
attempts: number, 
/**
 * How often it went wrong in a row.
 */
failures: number, 
/**
 * Who is at it; may be empty.
 */
worker: string, 
/**
 * Why it went wrong last, in the platform's words; may be empty.
 */
lastError: string, 
/**
 * An instant.
 */
createdAt: string, 
/**
 * An instant.
 */
finishedAt: string | null, 
/**
 * It went wrong and may be tried again.
 */
mayRetry: boolean, };

/**
 * A text that lost against another.
 */
export type KeptTextView = { 
/**
 * Names it, to bring it back.
 */
textId: string, 
/**
 * `note`.
 */
field: string, 
/**
 * As it was written.
 */
text: string, 
/**
 * Who wrote it: a name, or the device; may be empty.
 */
by: string, 
/**
 * When, an instant.
 */
at: string, 
/**
 * Who wrote in its place; may be empty.
 */
overwrittenBy: string, 
/**
 * When, an instant.
 */
overwrittenAt: string | null, };

/**
 * A tenant that has left (C13).
 */
export type LeftTenantView = { 
/**
 * The tenant.
 */
tenantId: string, 
/**
 * The month of its final statement, `YYYY-MM`.
 */
finalStatement: string, 
/**
 * Paid by this request.
 */
payouts: Array<MoneyView>, };

/**
 * A file that was made, and what no file can pay.
 */
export type MadeSepaFileView = { 
/**
 * The file.
 */
file: SepaFileRow, 
/**
 * It was not there before: nobody can have given it to the bank.
 */
isNew: boolean, 
/**
 * What waits on.
 */
problems: Array<SepaProblemRow>, };

/**
 * A page of mails, the latest first.
 */
export type MailPage = { 
/**
 * The page.
 */
rows: Array<MailRow>, 
/**
 * Where the next page begins.
 */
next: string | null, 
/**
 * `smtp`, or `hand`: then they wait until staff hand them over.
 */
sentBy: string, };

/**
 * A mail that the platform owes somebody.
 */
export type MailRow = { 
/**
 * The mail.
 */
mailId: string, 
/**
 * Whose it is; its name.
 */
tenant: string, 
/**
 * As the platform names it: `invitation` and the like.
 */
kind: string, 
/**
 * `de`, `en`.
 */
language: string, 
/**
 * The address.
 */
to: string, 
/**
 * Whose address; may be empty.
 */
name: string, 
/**
 * The subject.
 */
subject: string, 
/**
 * Empty where it opens something that whoever reads may not have.
 */
text: string, 
/**
 * An instant.
 */
queuedAt: string, 
/**
 * `waiting`, `sent`, `refused`, `given_up`, `handed_over`.
 */
state: string, 
/**
 * When it is tried next, an instant.
 */
dueAt: string | null, 
/**
 * How often it was tried.
 */
attempts: number, 
/**
 * An instant.
 */
endedAt: string | null, 
/**
 * What the other side said last; may be empty.
 */
answer: string, 
/**
 * It may be tried again.
 */
mayRetry: boolean, 
/**
 * Staff may give it to its reader themselves.
 */
mayHandOver: boolean, };

/**
 * A level on offer.
 */
export type MembershipLevelRow = { 
/**
 * The product.
 */
productId: string, 
/**
 * Its name.
 */
name: string, 
/**
 * In German; may be empty.
 */
descriptionDe: string, 
/**
 * In English; may be empty.
 */
descriptionEn: string, 
/**
 * Of the journey, 1 to 6.
 */
level: number | null, 
/**
 * Which it opens, 1 to 4.
 */
stage: number | null, 
/**
 * In percent, as `19` or `8.1`.
 */
vatPercent: string, 
/**
 * Why there is no VAT, as the law wants it said; empty where there is.
 */
vatNote: string, 
/**
 * `month`, `year`; none for what is paid once.
 */
interval: string | null, 
/**
 * Of the purchase, or of the first period.
 */
first: MembershipPriceView, 
/**
 * Of each later period.
 */
later: MembershipPriceView | null, 
/**
 * Why it cannot be bought now: `membership_held`, `already_subscribed`, `just_paid`.
 */
obstacle: string | null, 
/**
 * The last purchase of it that the tenant began.
 */
purchase: MembershipPurchaseView | null, };

/**
 * What an owner may buy for the tenant; the platform has just said so.
 */
export type MembershipOffersView = { 
/**
 * The platform takes payments.
 */
payable: boolean, 
/**
 * Where it is billed, two letters.
 */
billingCountry: string | null, 
/**
 * The lowest one first.
 */
levels: Array<MembershipLevelRow>, 
/**
 * What the tenant pays for again and again.
 */
subscriptions: Array<MembershipSubscriptionRow>, };

/**
 * The way to the payment.
 */
export type MembershipPaymentView = { 
/**
 * The page where it is paid, for half an hour; none when there is nothing to pay any more.
 */
url: string | null, 
/**
 * The browser has it.
 */
opened: boolean, };

/**
 * What is to pay.
 */
export type MembershipPriceView = { 
/**
 * Of the catalogue, without VAT.
 */
net: MoneyView, 
/**
 * What of it the tenant's own commission takes off (C7).
 */
discount: MoneyView, 
/**
 * On the net minus the discount.
 */
vat: MoneyView, 
/**
 * What is paid.
 */
gross: MoneyView, };

/**
 * A purchase that was begun.
 */
export type MembershipPurchaseView = { 
/**
 * `pending`, `failed`, `paid`, `over`; the payment provider's word decides.
 */
state: string, 
/**
 * VAT included; of a subscription for the first period.
 */
amount: MoneyView, 
/**
 * Of a subscription for each later period.
 */
laterAmount: MoneyView | null, 
/**
 * An instant.
 */
openedAt: string, };

/**
 * A subscription that the tenant pays for.
 */
export type MembershipSubscriptionRow = { 
/**
 * The subscription.
 */
subscriptionId: string, 
/**
 * What is subscribed to.
 */
name: string, 
/**
 * `month`, `year`.
 */
interval: string, 
/**
 * VAT included, of each period.
 */
amount: MoneyView, 
/**
 * The end of what is paid, a day.
 */
paidUntil: string | null, 
/**
 * It is not renewed any more.
 */
endsWithPeriod: boolean, 
/**
 * The last payment did not arrive.
 */
hasFailed: boolean, };

/**
 * A tool of the ecosystem.
 */
export type MembershipToolRow = { 
/**
 * `campus`, `checkin`, `contacts`, `events`, `invoicing`, `messages`, `payments`, `pos`.
 */
tool: string, 
/**
 * `open`, `grace` (its membership has ended), `closed`.
 */
state: string, };

/**
 * The membership as the platform told of it last (P3, P4).
 */
export type MembershipView = { 
/**
 * There is no platform: the offline demo, or nobody has signed in yet.
 */
isLocal: boolean, 
/**
 * The platform has told of the membership here.
 */
isTold: boolean, 
/**
 * Since when it is known to stand like this, an instant.
 */
toldAt: string | null, 
/**
 * 1 to 4; of one that has ended the last one.
 */
stage: number | null, 
/**
 * Its name.
 */
membership: string | null, 
/**
 * The first day that is not paid for any more; none for one without an end.
 */
endsOn: string | null, 
/**
 * The end has come.
 */
hasEnded: boolean, 
/**
 * The day on which the tools close, seven days after the end; none while the platform has said
 * nothing since.
 */
closesOn: string | null, 
/**
 * Every tool, in the order of its name.
 */
tools: Array<MembershipToolRow>, };

/**
 * A contact that was merged into another.
 */
export type MergedContactView = { 
/**
 * The contact.
 */
contactId: string, 
/**
 * Its own name.
 */
name: string, 
/**
 * Of its own card, what the other does not show: city, birthday, phone, note; may be empty.
 */
detail: string, 
/**
 * When it was merged, an instant.
 */
at: string, 
/**
 * Who merged it.
 */
by: string, };

/**
 * An amount: whole cents and a currency code.
 */
export type MoneyView = { 
/**
 * Whole cents.
 */
cents: number, 
/**
 * ISO 4217.
 */
currency: string, };

/**
 * A bar of the chart.
 */
export type MonthBar = { 
/**
 * `YYYY-MM`.
 */
month: string, 
/**
 * Before reversals.
 */
regional: MoneyView, 
/**
 * Before reversals.
 */
affiliateFirst: MoneyView, 
/**
 * Before reversals.
 */
affiliateRecurring: MoneyView, };

/**
 * A month with a statement in one currency; a month of several currencies has several rows.
 */
export type MonthRow = { 
/**
 * `YYYY-MM`.
 */
month: string, 
/**
 * Entries and corrections less reversals and forfeitures.
 */
total: MoneyView, 
/**
 * How many.
 */
entries: number, 
/**
 * Something was booked in it; a month of which this is false began with a balance, and no more.
 */
isBooked: boolean, };

/**
 * An entry with the name.
 */
export type NamedEntryRow = { 
/**
 * The entry.
 */
entryId: string, 
/**
 * A day in Berlin.
 */
on: string, 
/**
 * As people see it.
 */
orderNumber: string, 
/**
 * Of the order.
 */
line: string, 
/**
 * The pseudonym, `K-7F3A`.
 */
customer: string, 
/**
 * `None` where the customer has no account on the platform.
 */
name: string | null, 
/**
 * Its name.
 */
product: string, 
/**
 * May be empty.
 */
country: string, 
/**
 * `regional_exclusive`, `affiliate_first`, `affiliate_recurring`.
 */
kind: string, 
/**
 * The base.
 */
net: MoneyView, 
/**
 * A decimal.
 */
percent: string, 
/**
 * The commission.
 */
amount: MoneyView, };

/**
 * The entries of a month with the names of the customers.
 */
export type NamedExtractView = { 
/**
 * `YYYY-MM`.
 */
month: string, 
/**
 * In order of time.
 */
entries: Array<NamedEntryRow>, 
/**
 * The same as CSV, to be saved where somebody wants it; it is not kept here.
 */
document: DocumentView, };

/**
 * That this installation became a new device.
 */
export type NewDeviceView = { 
/**
 * `restored`, `elsewhere`, `cloned`, `platform`: how it was noticed.
 */
reason: string, 
/**
 * An instant.
 */
at: string, 
/**
 * The code in the document numbers of before.
 */
formerCode: string, };

/**
 * A type of commission that a line of an order does not pay (C15).
 */
export type NotPaidRow = { 
/**
 * What whoever told the order calls the line; its number otherwise.
 */
line: string, 
/**
 * As in a statement.
 */
kind: string, 
/**
 * By code, the deciding reason first; `unknown` alone where nobody kept it.
 */
reasons: Array<string>, };

/**
 * A payout that has not ended.
 */
export type OpenPayoutRow = { 
/**
 * The payout.
 */
payoutId: string, 
/**
 * Its name.
 */
recipient: string, 
/**
 * `monthly`, `final`; `sales` for what it sold (C5); empty of a platform that does not tell it yet.
 */
kind: string, 
/**
 * The amount.
 */
amount: MoneyView, 
/**
 * Of the amount: VAT of credit notes.
 */
vat: MoneyView, 
/**
 * `YYYY-MM`.
 */
month: string, };

/**
 * What somebody else gets of an order.
 */
export type OrderShareRow = { 
/**
 * The entry.
 */
entryId: string, 
/**
 * The name of the product.
 */
product: string, 
/**
 * `platform_fee`, `affiliate_first`, `affiliate_recurring`, `regional_exclusive`.
 */
kind: string, 
/**
 * The percent, with a decimal point.
 */
percent: string, 
/**
 * Of this net.
 */
base: MoneyView, 
/**
 * What it came to.
 */
amount: MoneyView, 
/**
 * What refunds took back of it.
 */
reversed: MoneyView, 
/**
 * `pending`, `approved`, `paid`, `refunded`.
 */
status: string, };

/**
 * A payment as entered.
 */
export type PaymentInput = { 
/**
 * `cash`, `card`, `voucher`.
 */
method: string, 
/**
 * Handed over.
 */
tenderedCents: number, };

/**
 * A page of payment problems: those that are open first, of each kind the latest.
 */
export type PaymentProblemPage = { 
/**
 * The page.
 */
rows: Array<PaymentProblemRow>, 
/**
 * Where the next page begins.
 */
next: string | null, };

/**
 * What the payment provider told and people must look at.
 */
export type PaymentProblemRow = { 
/**
 * The provider's id of the event.
 */
eventId: string, 
/**
 * As the provider names it: `refund.failed` and the like.
 */
kind: string, 
/**
 * The provider's id of the payment.
 */
paymentId: string, 
/**
 * Of a payment that says for which checkout it is.
 */
checkoutId: string | null, 
/**
 * Who sold; empty where no checkout is known.
 */
seller: string, 
/**
 * None in a currency that is not counted in cents.
 */
amount: MoneyView | null, 
/**
 * Then in the provider's own unit, with the currency; else empty.
 */
units: string, 
/**
 * The provider's refund, dispute or transfer; may be empty.
 */
reference: string, 
/**
 * An instant.
 */
happenedAt: string, 
/**
 * Why people must look at it, in the platform's words.
 */
reason: string, 
/**
 * `open`, `settled`.
 */
state: string, 
/**
 * Why it needs no more looking at; empty while it is open.
 */
settledBecause: string, 
/**
 * An instant.
 */
settledAt: string | null, };

/**
 * Turnover of a method.
 */
export type PaymentTotalView = { 
/**
 * As entered.
 */
method: string, 
/**
 * Change taken off.
 */
amount: MoneyView, };

/**
 * An account as it is named.
 */
export type PayoutAccountInput = { 
/**
 * Whose it is.
 */
tenantId: string, 
/**
 * `stripe_connect`, `sepa_manual`.
 */
rail: string, 
/**
 * The provider's; of `stripe_connect` alone.
 */
providerAccountId: string | null, 
/**
 * Of `sepa_manual` alone; none where staff pay without a file.
 */
iban: string | null, 
/**
 * The BIC of its bank, where one is known.
 */
bic: string | null, 
/**
 * Who owns it; with an IBAN.
 */
holder: string | null, 
/**
 * Why.
 */
reason: string, 
/**
 * The version of the account that was seen, empty where there was none: another one is not replaced.
 * None where the platform told none.
 */
version: string | null, };

/**
 * To where a tenant is paid (Y2).
 */
export type PayoutAccountView = { 
/**
 * `stripe_connect`, `sepa_manual`.
 */
rail: string, 
/**
 * The provider's; empty where staff pay by hand.
 */
providerAccountId: string, 
/**
 * `onboarding`, `active`, `restricted`, `closed`.
 */
status: string, 
/**
 * A payout would reach it.
 */
isPayable: boolean, 
/**
 * What the provider still asks for, in its words.
 */
requirements: Array<string>, 
/**
 * Why the provider pays nothing, in its words; may be empty.
 */
disabledReason: string, 
/**
 * Of the account at a bank; empty where staff pay without a file.
 */
iban: string, 
/**
 * May be empty.
 */
bic: string, 
/**
 * Who owns it; empty where there is no IBAN.
 */
holder: string, 
/**
 * Every change makes another one; none of a platform that does not tell it yet.
 */
version: string | null, };

/**
 * What waits for an account for payouts (Y2).
 */
export type PayoutNoticeView = { 
/**
 * What the next payout would pay, one amount a currency; none where there is nothing to tell.
 */
amounts: Array<MoneyView>, };

/**
 * What became of one payout.
 */
export type PayoutOutcomeRow = { 
/**
 * Its name.
 */
recipient: string, 
/**
 * The amount.
 */
amount: MoneyView, 
/**
 * The provider's or the platform's words; empty where it was paid.
 */
reason: string, };

/**
 * What a payout run would do now (Y1).
 */
export type PayoutPlanView = { 
/**
 * Names the plan to the run.
 */
plan: string, 
/**
 * `YYYY-MM`.
 */
month: string, 
/**
 * What would be paid, a sum for each currency.
 */
totals: Array<MoneyView>, 
/**
 * Who would be paid.
 */
pay: Array<PlannedPayoutRow>, 
/**
 * What is held back, and why.
 */
carry: Array<PlannedPayoutRow>, 
/**
 * What earlier runs left open.
 */
open: Array<OpenPayoutRow>, };

/**
 * A payout.
 */
export type PayoutRow = { 
/**
 * A day.
 */
on: string, 
/**
 * `monthly`, `final`.
 */
kind: string, 
/**
 * What is of commissions.
 */
amount: MoneyView, 
/**
 * VAT of credit notes, paid in addition: both together left for the account.
 */
vat: MoneyView, };

/**
 * What a payout run did.
 */
export type PayoutRunView = { 
/**
 * What was paid, a sum for each currency.
 */
totals: Array<MoneyView>, 
/**
 * Who was paid.
 */
paid: Array<PayoutOutcomeRow>, 
/**
 * Whose outcome is not known yet.
 */
open: Array<PayoutOutcomeRow>, 
/**
 * What was refused for good, and is carried.
 */
released: Array<PayoutOutcomeRow>, 
/**
 * Whose balance stays, because there is no account to pay to (Y2).
 */
withoutAccount: Array<PayoutOutcomeRow>, };

/**
 * The way to the payment provider.
 */
export type PayoutSetUpView = { 
/**
 * Its address, for some minutes.
 */
url: string, 
/**
 * The browser has it.
 */
opened: boolean, };

/**
 * Something that waits.
 */
export type PendingRow = { 
/**
 * Its number in the journal.
 */
dseq: number, 
/**
 * An instant.
 */
at: string, 
/**
 * The verb.
 */
op: string, 
/**
 * The kind of thing.
 */
entity: string, 
/**
 * A number or name.
 */
label: string, };

/**
 * A phone number.
 */
export type PhoneView = { 
/**
 * The number's own id; empty for a new one.
 */
id: string, 
/**
 * `mobile`, `home`, `work`, ...
 */
label: string, 
/**
 * As entered.
 */
number: string, };

/**
 * What is due to one recipient in one currency.
 */
export type PlannedPayoutRow = { 
/**
 * Its name.
 */
recipient: string, 
/**
 * `monthly`, `final`; `sales` for what it sold (C5); empty of a platform that does not tell it yet.
 */
kind: string, 
/**
 * The whole.
 */
amount: MoneyView, 
/**
 * Approved and unpaid.
 */
approved: MoneyView, 
/**
 * What refunds take back, zero or negative.
 */
clawback: MoneyView, 
/**
 * How many entries.
 */
entries: number, 
/**
 * Why it is held back: `below_minimum`, `no_account`, `planned_this_month`; else empty.
 */
reason: string, };

/**
 * A page of commissions, the oldest first.
 */
export type PlatformCommissionPage = { 
/**
 * The page.
 */
rows: Array<PlatformCommissionRow>, 
/**
 * Where the next page begins.
 */
next: string | null, };

/**
 * Which commissions.
 */
export type PlatformCommissionQuery = { 
/**
 * Ordered in this month, `YYYY-MM`.
 */
month: string | null, 
/**
 * Of one recipient.
 */
tenantId: string | null, 
/**
 * Where the page before ended.
 */
after: string | null, };

/**
 * A commission of whomever.
 */
export type PlatformCommissionRow = { 
/**
 * The entry.
 */
entryId: string, 
/**
 * Its order, for asking what that does not pay.
 */
orderId: string, 
/**
 * As people see it.
 */
orderNumber: string, 
/**
 * An instant.
 */
orderedAt: string, 
/**
 * Its name.
 */
product: string, 
/**
 * `K-7F3A` (C16).
 */
customer: string, 
/**
 * Of the bill; may be empty.
 */
country: string, 
/**
 * As in a statement.
 */
kind: string, 
/**
 * Its name.
 */
recipient: string, 
/**
 * A decimal.
 */
percent: string, 
/**
 * Net.
 */
base: MoneyView, 
/**
 * What is earned.
 */
amount: MoneyView, 
/**
 * What refunds took back, less what corrections gave (Y5); below zero where those gave more.
 */
reversed: MoneyView, 
/**
 * `pending`, `approved`, `paid`, `refunded`.
 */
status: string, 
/**
 * `forfeited` or `frozen`; else empty.
 */
reason: string, 
/**
 * The rules by which it was computed (C15); empty where nobody kept them.
 */
ruleVersion: string, 
/**
 * Why it is due, by code, the deciding reason first (C15).
 */
reasons: Array<string>, 
/**
 * An instant.
 */
approvesAt: string, 
/**
 * An instant.
 */
paidAt: string | null, };

/**
 * A dispute of a commission (Y5).
 */
export type PlatformDisputeRow = { 
/**
 * The dispute.
 */
disputeId: string, 
/**
 * Who disputes.
 */
recipientId: string, 
/**
 * Its name.
 */
recipient: string, 
/**
 * May be empty.
 */
orderNumber: string, 
/**
 * May be empty.
 */
product: string, 
/**
 * Of the entry.
 */
amount: MoneyView | null, 
/**
 * The recipient's words.
 */
reason: string, 
/**
 * An instant.
 */
openedAt: string, 
/**
 * The thread.
 */
messages: Array<DisputeMessageView>, 
/**
 * `upheld`, `rejected`; none while it is open.
 */
outcome: string | null, 
/**
 * Why; empty while it is open.
 */
settledBecause: string, };

/**
 * A page of payouts, the latest first.
 */
export type PlatformPayoutPage = { 
/**
 * The page.
 */
rows: Array<PlatformPayoutRow>, 
/**
 * Where the next page begins.
 */
next: string | null, };

/**
 * A payout with its transfer.
 */
export type PlatformPayoutRow = { 
/**
 * The payout.
 */
payoutId: string, 
/**
 * Its name.
 */
recipient: string, 
/**
 * The amount.
 */
amount: MoneyView, 
/**
 * What refunds took of it.
 */
clawback: MoneyView, 
/**
 * Of the amount: VAT of credit notes.
 */
vat: MoneyView, 
/**
 * `monthly`, `final`.
 */
kind: string, 
/**
 * `YYYY-MM`.
 */
month: string, 
/**
 * An instant.
 */
plannedAt: string, 
/**
 * `open`, `paid`, `released`, `returned`.
 */
status: string, 
/**
 * An instant.
 */
endedAt: string | null, 
/**
 * `stripe_connect`, `sepa_manual`, `recorded`; may be empty.
 */
rail: string, 
/**
 * The provider's.
 */
transferId: string | null, 
/**
 * What was said of the last step.
 */
reason: string, 
/**
 * The name of the file in which it stands while nobody has said what the bank did.
 */
openFile: string | null, 
/**
 * Staff pay it by hand and confirm it.
 */
mayConfirm: boolean, 
/**
 * It may be given up.
 */
mayRelease: boolean, 
/**
 * It was paid: its money may come back.
 */
mayReturn: boolean, };

/**
 * A product as it is entered or changed.
 */
export type PlatformProductInput = { 
/**
 * None for a new one.
 */
productId: string | null, 
/**
 * Of a new one, drawn by who asks: asked again with it there is one product.
 */
key: string | null, 
/**
 * As shown.
 */
name: string, 
/**
 * In German.
 */
descriptionDe: string, 
/**
 * In English.
 */
descriptionEn: string, 
/**
 * A decimal.
 */
priceNet: string, 
/**
 * `month`, `year`; none for what is paid once.
 */
billingInterval: string | null, 
/**
 * 1 to 6; of a new one alone.
 */
level: number | null, 
/**
 * Whether commissions are paid for it.
 */
commissionEligible: boolean, 
/**
 * It is not sold any more.
 */
retired: boolean, };

/**
 * A product of the platform (P1).
 */
export type PlatformProductRow = { 
/**
 * The product.
 */
productId: string, 
/**
 * As shown.
 */
name: string, 
/**
 * In German.
 */
descriptionDe: string, 
/**
 * In English.
 */
descriptionEn: string, 
/**
 * Net.
 */
price: MoneyView, 
/**
 * The same as [`PlatformProductInput`] takes it.
 */
priceText: string, 
/**
 * `month`, `year`; none for what is paid once.
 */
billingInterval: string | null, 
/**
 * 1 to 6.
 */
level: number | null, 
/**
 * What it grants.
 */
membership: string | null, 
/**
 * Whether commissions are paid for it.
 */
commissionEligible: boolean, 
/**
 * It is not sold any more.
 */
retired: boolean, };

/**
 * The practice itself, as printed on documents.
 */
export type PracticeView = { 
/**
 * The name.
 */
name: string, 
/**
 * The owner's name, may be empty.
 */
owner: string, 
/**
 * Street and number.
 */
street: string, 
/**
 * Postal code.
 */
postalCode: string, 
/**
 * City.
 */
city: string, 
/**
 * ISO 3166-1 alpha-2.
 */
country: string, 
/**
 * Steuernummer.
 */
taxNumber: string, 
/**
 * USt-IdNr.
 */
vatId: string, 
/**
 * E-mail.
 */
email: string, 
/**
 * Phone.
 */
phone: string, 
/**
 * IBAN.
 */
iban: string, 
/**
 * BIC.
 */
bic: string, 
/**
 * The bank's name.
 */
bank: string, 
/**
 * Section 19 UStG.
 */
smallBusiness: boolean, };

/**
 * A product that was sold for its old price, because the change had not come to the till yet.
 */
export type PriceNoteView = { 
/**
 * The product.
 */
text: string, 
/**
 * A piece was sold for.
 */
soldFor: MoneyView, 
/**
 * What held.
 */
inForce: MoneyView, 
/**
 * Since when, an instant.
 */
since: string, };

/**
 * A product as edited.
 */
export type ProductInput = { 
/**
 * As on the receipt.
 */
name: string, 
/**
 * Barcode or short code.
 */
code: string, 
/**
 * As in the row.
 */
kind: string, 
/**
 * With VAT.
 */
priceCents: number, 
/**
 * As in the row.
 */
vatClass: string, 
/**
 * Of a punch card.
 */
entries: number | null, 
/**
 * Of a punch card.
 */
validMonths: number | null, 
/**
 * `einzweck`, `anzahlung`, `mehrzweck`; of a punch card.
 */
taxNature: string | null, 
/**
 * Its tile.
 */
position: number | null, 
/**
 * No longer sold.
 */
archived: boolean, };

/**
 * A product.
 */
export type ProductRow = { 
/**
 * The product.
 */
productId: string, 
/**
 * As on the receipt.
 */
name: string, 
/**
 * Barcode or short code, may be empty.
 */
code: string, 
/**
 * `punch_card`, `service`, `treatment`, `goods`, `course`, `voucher`.
 */
kind: string, 
/**
 * `cards`, `services`, `goods`.
 */
group: string, 
/**
 * With VAT.
 */
price: MoneyView, 
/**
 * `general`, `reduced`, `heilbehandlung`, ...
 */
vatClass: string, 
/**
 * `19 % USt`, `umsatzsteuerfrei`.
 */
vatLabel: string, 
/**
 * Of a punch card.
 */
entries: number | null, 
/**
 * Its tile, from 0.
 */
position: number | null, 
/**
 * No longer sold.
 */
archived: boolean, };

/**
 * A profile: one tenant's database on this laptop.
 */
export type ProfileRow = { 
/**
 * The whole path.
 */
folder: string, 
/**
 * The last part of the path.
 */
name: string, 
/**
 * The tenant's name as last known; empty until somebody has signed in.
 */
tenant: string, 
/**
 * Who worked there last; may be empty.
 */
user: string, 
/**
 * An instant.
 */
lastUsed: string | null, 
/**
 * `ready`, `new` (nobody has signed in), `erased`, `missing` (the folder is not there).
 */
state: string, 
/**
 * It is open in this window.
 */
isCurrent: boolean, 
/**
 * `mojo` opens it when no profile is named.
 */
forCommands: boolean, };

/**
 * The profiles that this laptop knows.
 */
export type ProfilesView = { 
/**
 * By tenant and user.
 */
profiles: Array<ProfileRow>, 
/**
 * The list could not be read and was built anew: why, in English.
 */
damaged: string | null, };

/**
 * A received invoice. What the file does not say is empty.
 */
export type ReceivedInvoiceView = { 
/**
 * `CII` or `UBL`.
 */
syntax: string, 
/**
 * It came inside of a PDF.
 */
isPdf: boolean, 
/**
 * The profile by its name.
 */
profile: string, 
/**
 * `invoice`, `correction`, `credit_note`, `self_billed`, or the code itself.
 */
kind: string, 
/**
 * The number.
 */
number: string, 
/**
 * A day.
 */
issuedOn: string | null, 
/**
 * A day.
 */
dueOn: string | null, 
/**
 * A day.
 */
serviceFrom: string | null, 
/**
 * A day.
 */
serviceTo: string | null, 
/**
 * The reference that the buyer asked for.
 */
buyerReference: string, 
/**
 * Numbers of the invoices that it refers to.
 */
preceding: Array<string>, 
/**
 * Who issued it.
 */
seller: ReceivedPartyView, 
/**
 * To whom.
 */
buyer: ReceivedPartyView, 
/**
 * In order.
 */
lines: Array<ReceivedLineView>, 
/**
 * By category and rate.
 */
vat: Array<ReceivedVatView>, 
/**
 * Without VAT.
 */
net: MoneyView, 
/**
 * The VAT.
 */
vatTotal: MoneyView, 
/**
 * With VAT.
 */
gross: MoneyView, 
/**
 * Paid already.
 */
paid: MoneyView, 
/**
 * To pay.
 */
due: MoneyView, 
/**
 * The account.
 */
account: string, 
/**
 * Whose account it is.
 */
accountName: string, 
/**
 * What to write into the transfer.
 */
reference: string, 
/**
 * The mandate by which it is debited.
 */
mandate: string, 
/**
 * Notes and terms, in order.
 */
notes: Array<string>, 
/**
 * All that stands against it, in German.
 */
findings: Array<BreachView>, };

/**
 * A line of a received invoice.
 */
export type ReceivedLineView = { 
/**
 * Its number on the invoice.
 */
id: string, 
/**
 * The text.
 */
text: string, 
/**
 * More about it.
 */
description: string, 
/**
 * A decimal number with a comma.
 */
quantity: string, 
/**
 * UN/ECE Recommendation 20: `C62`, `HUR`.
 */
unitCode: string, 
/**
 * Price of one, a decimal number with a comma.
 */
unitNet: string, 
/**
 * The line.
 */
net: MoneyView, 
/**
 * `19 %`, `ohne`.
 */
vatLabel: string, };

/**
 * Who issued a received invoice, or to whom.
 */
export type ReceivedPartyView = { 
/**
 * The name.
 */
name: string, 
/**
 * The address, a line each.
 */
address: Array<string>, 
/**
 * ISO 3166-1 alpha-2.
 */
country: string, 
/**
 * USt-IdNr.
 */
vatId: string, 
/**
 * Steuernummer.
 */
taxNumber: string, 
/**
 * E-mail.
 */
email: string, 
/**
 * Phone.
 */
phone: string, };

/**
 * VAT of a received invoice.
 */
export type ReceivedVatView = { 
/**
 * `19 %`, `ohne`.
 */
label: string, 
/**
 * Without VAT.
 */
net: MoneyView, 
/**
 * The VAT.
 */
vat: MoneyView, 
/**
 * Why there is none.
 */
reason: string, };

/**
 * The home screen.
 */
export type ReceptionView = { 
/**
 * Today in Berlin.
 */
day: string, 
/**
 * Today, latest first.
 */
checkedIn: Array<CheckInRow>, 
/**
 * What wants attention.
 */
due: Array<DueRow>, };

/**
 * A recomputation.
 */
export type RecomputeResult = { 
/**
 * Looked at.
 */
entries: number, 
/**
 * Equal by the rules.
 */
recomputed: number, 
/**
 * Months whose signature holds.
 */
signedMonths: number, 
/**
 * All of them.
 */
differences: Array<CommissionDifference>, };

/**
 * The sums of a currency.
 */
export type ReconciledRow = { 
/**
 * What the ledger paid through the provider.
 */
ledger: MoneyView, 
/**
 * What the provider transferred; none without a provider.
 */
transfers: MoneyView | null, 
/**
 * Paid on other ways.
 */
elsewhere: MoneyView, 
/**
 * Not ended.
 */
open: MoneyView, };

/**
 * What differs.
 */
export type ReconciliationDifference = { 
/**
 * As the platform names it.
 */
kind: string, 
/**
 * Its name; may be empty.
 */
recipient: string, 
/**
 * The provider's.
 */
transferId: string | null, 
/**
 * By the ledger.
 */
ledger: MoneyView, 
/**
 * By the provider.
 */
transfer: MoneyView, };

/**
 * Whether the ledger and the transfers agree.
 */
export type ReconciliationView = { 
/**
 * They do.
 */
agrees: boolean, 
/**
 * By currency.
 */
currencies: Array<ReconciledRow>, 
/**
 * What differs.
 */
differences: Array<ReconciliationDifference>, };

/**
 * An entry used or taken back.
 */
export type RedemptionRow = { 
/**
 * The redemption.
 */
redemptionId: string, 
/**
 * Of the card, from 1.
 */
number: number, 
/**
 * An instant.
 */
at: string, 
/**
 * Who checked in.
 */
actor: string, 
/**
 * It was taken back.
 */
takenBack: boolean, 
/**
 * Why it was taken back.
 */
reason: string, 
/**
 * A case was settled so: `charge`, `carry`, `goodwill`. The visit no longer counts on this card.
 */
settled: string | null, };

/**
 * A verb that somebody may not do.
 */
export type RefusedOp = { 
/**
 * As in the journal: `close_day`.
 */
op: string, 
/**
 * The roles that may.
 */
who: Array<string>, 
/**
 * The person may, but the account that this desk is signed in with may not.
 */
byAccount: boolean, };

/**
 * A record that was not taken.
 */
export type RejectedRecord = { 
/**
 * Its first physical line.
 */
line: number, 
/**
 * As far as it can be told.
 */
name: string, 
/**
 * All of them.
 */
faults: Array<ImportFault>, };

/**
 * An edit that the platform did not let stand, undone here.
 */
export type RejectedRow = { 
/**
 * When it was made, an instant.
 */
at: string, 
/**
 * The verb.
 */
op: string, 
/**
 * The kind of thing.
 */
entity: string, 
/**
 * A number or name, may be empty.
 */
label: string, 
/**
 * Why, stable.
 */
code: string, 
/**
 * Why, an English sentence.
 */
message: string, };

/**
 * What becomes approved on a day.
 */
export type ReleaseRow = { 
/**
 * A day in Berlin.
 */
on: string, 
/**
 * How much.
 */
amount: MoneyView, };

/**
 * A sale that stands.
 */
export type SaleResult = { 
/**
 * The sale.
 */
saleId: string, 
/**
 * Its number.
 */
receiptNumber: string, 
/**
 * Without VAT.
 */
net: MoneyView, 
/**
 * The VAT.
 */
vat: MoneyView, 
/**
 * With VAT.
 */
gross: MoneyView, 
/**
 * To give back.
 */
change: MoneyView, 
/**
 * Punch cards that it sold.
 */
cards: Array<string>, };

/**
 * A sale in the list of today's receipts.
 */
export type SaleRow = { 
/**
 * The sale.
 */
saleId: string, 
/**
 * Its number.
 */
receiptNumber: string, 
/**
 * An instant.
 */
at: string, 
/**
 * May be empty.
 */
contactName: string, 
/**
 * With VAT.
 */
gross: MoneyView, 
/**
 * How it was paid.
 */
methods: Array<string>, 
/**
 * A reversal.
 */
isStorno: boolean, 
/**
 * Was reversed.
 */
cancelled: boolean, 
/**
 * Products for which another price held already when they were sold.
 */
priceNotes: Array<PriceNoteView>, };

/**
 * One of several products with the scanned code.
 */
export type ScanChoice = { 
/**
 * The product.
 */
productId: string, 
/**
 * As on the receipt.
 */
name: string, 
/**
 * With VAT.
 */
price: MoneyView, };

/**
 * What a scanned code is.
 */
export type ScanTarget = { 
/**
 * `card`, `product`, `receipt`, `invoice`, `unknown`.
 */
kind: string, 
/**
 * The thing.
 */
id: string | null, 
/**
 * As scanned.
 */
code: string, 
/**
 * Several products bear the code: somebody must choose. Empty when the code is clear.
 */
choices: Array<ScanChoice>, };

/**
 * A card sold at the reception.
 */
export type SellCardRequest = { 
/**
 * A product of the kind punch card.
 */
productId: string, 
/**
 * The owner.
 */
contactId: string, 
/**
 * How it is paid.
 */
payments: Array<PaymentInput>, };

/**
 * A page of files, the latest first.
 */
export type SepaFilePage = { 
/**
 * The page.
 */
rows: Array<SepaFileRow>, 
/**
 * Where the next page begins.
 */
next: string | null, };

/**
 * A payout in a file, and to where it goes.
 */
export type SepaFilePayoutRow = { 
/**
 * The payout.
 */
payoutId: string, 
/**
 * Whose it is; its name.
 */
recipient: string, 
/**
 * `YYYY-MM` for which it is paid.
 */
month: string, 
/**
 * The amount.
 */
amount: MoneyView, 
/**
 * The owner of the account, as the file says it.
 */
holder: string, 
/**
 * The account, as the file says it.
 */
iban: string, };

/**
 * A file of SEPA transfers for the bank (Y2).
 */
export type SepaFileRow = { 
/**
 * The file.
 */
fileId: string, 
/**
 * Without gaps.
 */
number: number, 
/**
 * By which the bank knows it.
 */
messageId: string, 
/**
 * `open`, `confirmed`, `rejected`, `void`.
 */
status: string, 
/**
 * The day on which the bank is to carry it out.
 */
executionOn: string, 
/**
 * The account that pays.
 */
debtorIban: string, 
/**
 * How many payouts stand in it.
 */
payouts: number, 
/**
 * What they are together.
 */
sum: MoneyView, 
/**
 * Of the file's bytes.
 */
sha256: string, 
/**
 * An instant.
 */
createdAt: string, 
/**
 * The day on which the bank moved the money.
 */
bookedOn: string | null, 
/**
 * An instant.
 */
endedAt: string | null, 
/**
 * Nobody has said what became of it.
 */
mayEnd: boolean, 
/**
 * Its bytes are given out.
 */
mayDownload: boolean, };

/**
 * A payout that no file can pay: staff pay it by hand, or name an account.
 */
export type SepaProblemRow = { 
/**
 * Whose it is; its name.
 */
recipient: string, 
/**
 * The amount.
 */
amount: MoneyView, 
/**
 * `currency`, `no_iban`, `account`, `outside_sepa`, `amount`.
 */
code: string, 
/**
 * The platform's words.
 */
words: string, };

/**
 * Who is signed in.
 */
export type SessionView = { 
/**
 * On the platform, or the offline demo.
 */
signedIn: boolean, 
/**
 * `demo`, `platform`, `none`.
 */
mode: string, 
/**
 * The tenant's name.
 */
tenant: string, 
/**
 * The member of staff.
 */
actorId: string, 
/**
 * Their name.
 */
user: string, 
/**
 * One or two letters.
 */
initials: string, 
/**
 * `owner`, `reception`, `therapist`, `bookkeeper`, `auditor`, `distributor`, `affiliate`,
 * `platform_admin`, `support`.
 */
role: string, 
/**
 * `reception`, `contacts`, `pos`, `cards`, `invoices`, `commissions`, `administration`.
 */
screens: Array<string>, 
/**
 * What this person may not do at this desk, by the name of the verb in the journal.
 */
refused: Array<RefusedOp>, 
/**
 * The window shows nothing until somebody unlocks it.
 */
locked: boolean, 
/**
 * Without a hand for so long the window locks; `0` for never.
 */
lockAfterMinutes: number, 
/**
 * The recovery key: `none` (not needed), `due` (never offered), `later` (put off), `kept`.
 */
recovery: string, 
/**
 * Who may take over.
 */
staff: Array<StaffRow>, 
/**
 * Its address.
 */
platform: string | null, 
/**
 * ISO 4217.
 */
currency: string, 
/**
 * ISO 3166-1 alpha-2.
 */
country: string, 
/**
 * The day on which the membership ended, while its tools are still open.
 */
membershipEndedOn: string | null, 
/**
 * The day on which they close, when the platform has said so.
 */
toolsCloseOn: string | null, };

/**
 * A PIN for a member of staff.
 */
export type SetPinInput = { 
/**
 * Whose.
 */
actorId: string, 
/**
 * The PIN before, when it is the own one.
 */
current: string | null, 
/**
 * Four to eight digits; none takes it away.
 */
pin: string | null, };

/**
 * A case is settled.
 */
export type SettleCaseRequest = { 
/**
 * The case.
 */
caseId: string, 
/**
 * One of its `resolutions`.
 */
resolution: string, 
/**
 * Why; needed for `goodwill`, `keep_both` and `storno`.
 */
reason: string, 
/**
 * For `carry`: the card; without it the likeliest.
 */
cardId: string | null, 
/**
 * For `storno`: the document of the case that is reversed.
 */
documentId: string | null, 
/**
 * For `charge`: the receipt that charged it, when there is one already.
 */
receiptNumber: string | null, };

/**
 * How a case was settled.
 */
export type SettlementRow = { 
/**
 * As in `resolutions`.
 */
resolution: string, 
/**
 * Why, may be empty.
 */
reason: string, 
/**
 * An instant.
 */
at: string, 
/**
 * Who.
 */
actor: string, 
/**
 * Where, may be empty.
 */
device: string, 
/**
 * It counts; otherwise the case was settled already when it came.
 */
counts: boolean, };

/**
 * How bad a refusal is.
 */
export type Severity = "notice" | "fault";

/**
 * Signing in on a platform.
 */
export type SignInInput = { 
/**
 * Its address.
 */
platform: string, 
/**
 * The name.
 */
user: string, 
/**
 * The password.
 */
password: string, 
/**
 * As `Empfang 1`.
 */
deviceName: string, };

/**
 * A page of the orders, the latest first.
 */
export type SoldOrderPage = { 
/**
 * The page.
 */
rows: Array<SoldOrderRow>, 
/**
 * Where the next page begins.
 */
next: string | null, };

/**
 * What is looked for among the orders.
 */
export type SoldOrderQuery = { 
/**
 * Where the page before ended.
 */
before: string | null, 
/**
 * Ordered in this month, `2026-11`.
 */
month: string | null, 
/**
 * With a line of this product: its whole name.
 */
product: string | null, };

/**
 * An order that the tenant sold through the platform.
 */
export type SoldOrderRow = { 
/**
 * The order.
 */
orderId: string, 
/**
 * Its number.
 */
orderNumber: string, 
/**
 * An instant.
 */
orderedAt: string, 
/**
 * Who bought, by the pseudonym (C16); empty where the platform does not say.
 */
customer: string, 
/**
 * The billing country; may be empty.
 */
country: string, 
/**
 * Names of the products, in the order of the lines.
 */
products: Array<string>, 
/**
 * The sum of the lines, without VAT.
 */
net: MoneyView, 
/**
 * The same with VAT.
 */
gross: MoneyView, 
/**
 * What was given back so far, without VAT.
 */
refunded: MoneyView, 
/**
 * The fee of the platform (C4), less what refunds took back of it.
 */
platformFee: MoneyView, 
/**
 * Commissions of others, less what refunds took back of them.
 */
commissions: MoneyView, 
/**
 * What the tenant keeps of the net.
 */
rest: MoneyView, 
/**
 * The customer paid through the platform.
 */
viaPlatform: boolean, 
/**
 * A later period of a subscription.
 */
isRenewal: boolean, 
/**
 * The first order of the customer.
 */
isFirst: boolean, };

/**
 * A member of staff.
 */
export type StaffRow = { 
/**
 * The member.
 */
actorId: string, 
/**
 * As shown.
 */
name: string, 
/**
 * One or two letters.
 */
initials: string, 
/**
 * As in the session.
 */
role: string, 
/**
 * Whether they are asked for a PIN here.
 */
hasPin: boolean, };

/**
 * The statement of a month in one currency. Amounts bear the sign with which they move the balance:
 * `opening + earned + reversed + corrected + forfeited + paid = closing`, and
 * `held + payable = closing`.
 */
export type StatementView = { 
/**
 * `YYYY-MM`.
 */
month: string, 
/**
 * The tenant's name.
 */
recipient: string, 
/**
 * ISO 4217.
 */
currency: string, 
/**
 * Balance before.
 */
opening: MoneyView, 
/**
 * By type; reversals, corrections and forfeitures last.
 */
totals: Array<CommissionTotal>, 
/**
 * Of the month, discounts among them.
 */
total: MoneyView, 
/**
 * The commissions of the month that will be paid out.
 */
earned: MoneyView, 
/**
 * What refunds took from such commissions; not above zero, but where one did not go through
 * after all.
 */
reversed: MoneyView, 
/**
 * What people corrected of such commissions (Y5): given in addition, less what was taken back.
 */
corrected: MoneyView, 
/**
 * What was forfeited (C13); not above zero.
 */
forfeited: MoneyView, 
/**
 * What was paid; not above zero.
 */
paid: MoneyView, 
/**
 * Granted as a discount in the month, less reversals of discounts: moves no balance.
 */
discounts: MoneyView, 
/**
 * What became payable in the month and is not disputed: what its credit notes say.
 */
credited: MoneyView, 
/**
 * What would have become payable, were its dispute not open; without what a credit note says already.
 */
disputed: MoneyView, 
/**
 * Balance after, which the next month begins with.
 */
closing: MoneyView, 
/**
 * The part of it that is still in its hold period.
 */
held: MoneyView, 
/**
 * The rest of it: approved and unpaid, clawbacks included, disputed or not.
 */
payable: MoneyView, 
/**
 * In order of time.
 */
entries: Array<CommissionRow>, 
/**
 * Of the month.
 */
payouts: Array<PayoutRow>, 
/**
 * 24 months up to this one.
 */
history: Array<MonthBar>, 
/**
 * What becomes approved and is paid when, as of now.
 */
forecast: ForecastView, 
/**
 * The settlement is due: end of the following month (section 87c HGB).
 */
dueOn: string, };

/**
 * The reversal of a sale.
 */
export type StornoRequest = { 
/**
 * The receipt.
 */
receiptNumber: string, 
/**
 * Why; required.
 */
reason: string, };

/**
 * The truth of the pill.
 */
export type SyncView = { 
/**
 * `acknowledged`, `waiting`, `offline`, `cases`, `differs`, `local_only`, `signed_out`,
 * `revoked`.
 */
state: string, 
/**
 * Entries of this device's journal.
 */
recorded: number, 
/**
 * Of them held by the platform.
 */
acknowledged: number, 
/**
 * Recorded less acknowledged.
 */
pending: number, 
/**
 * Compared at the last contact; `None` before the first.
 */
hashesEqual: boolean | null, 
/**
 * To settle.
 */
cases: number, 
/**
 * Edits that did not stand.
 */
rejected: number, 
/**
 * An instant.
 */
lastSync: string | null, 
/**
 * An instant.
 */
offlineSince: string | null, 
/**
 * A code.
 */
lastError: string | null, 
/**
 * Hexadecimal.
 */
journalHead: string, 
/**
 * The device's name.
 */
device: string, 
/**
 * The code in document numbers.
 */
numberCode: string, 
/**
 * A sync is under way.
 */
running: boolean, 
/**
 * This database turned out to be a copy and became a new device; until somebody has read it.
 */
newDevice: NewDeviceView | null, 
/**
 * When it was compared last with what the platform holds, an instant.
 */
comparedAt: string | null, 
/**
 * What came of that: `equal`, `repaired`, `differs`.
 */
comparedState: string | null, };

/**
 * The tax profile as it is typed.
 */
export type TaxProfileInput = { 
/**
 * As it stands on paper.
 */
name: string, 
/**
 * With the number.
 */
street: string, 
/**
 * The postal code.
 */
postalCode: string, 
/**
 * The place.
 */
city: string, 
/**
 * Two letters.
 */
country: string, 
/**
 * May be empty.
 */
taxNumber: string, 
/**
 * May be empty.
 */
vatId: string, 
/**
 * May be empty.
 */
iban: string, 
/**
 * Section 2 UStG.
 */
isBusiness: boolean, 
/**
 * Kleinunternehmer, section 19 UStG.
 */
isSmallBusiness: boolean, 
/**
 * Agrees to be settled by credit note.
 */
hasAgreed: boolean, 
/**
 * The contract that holds the agreement; empty leaves the one that stands.
 */
contractKind: string, 
/**
 * Its version.
 */
contractVersion: string, 
/**
 * The version of the profile that was looked at: where another one stands by now, nothing is changed.
 * None replaces whatever stands.
 */
version: string | null, };

/**
 * Who the tenant is for its credit notes.
 */
export type TaxProfileView = { 
/**
 * The platform has one; else all fields are empty.
 */
isStated: boolean, 
/**
 * As it stands on paper.
 */
name: string, 
/**
 * With the number.
 */
street: string, 
/**
 * The postal code.
 */
postalCode: string, 
/**
 * The place.
 */
city: string, 
/**
 * Two capital letters.
 */
country: string, 
/**
 * May be empty.
 */
taxNumber: string, 
/**
 * May be empty.
 */
vatId: string, 
/**
 * May be empty.
 */
iban: string, 
/**
 * Section 2 UStG.
 */
isBusiness: boolean, 
/**
 * Kleinunternehmer, section 19 UStG.
 */
isSmallBusiness: boolean, 
/**
 * Agrees to be settled by credit note.
 */
hasAgreed: boolean, 
/**
 * The last word about that.
 */
agreement: CreditAgreementView | null, 
/**
 * The contracts that hold the agreement, as they are offered now.
 */
offers: Array<ContractOffer>, 
/**
 * Who works here may change it.
 */
mayEdit: boolean, 
/**
 * Which state of it this is; empty while none is stated.
 */
version: string, };

/**
 * A tenant of the platform.
 */
export type TenantRow = { 
/**
 * The tenant.
 */
tenantId: string, 
/**
 * As shown.
 */
name: string, 
/**
 * `platform`, `distributor`, `affiliate`, `practice`.
 */
kind: string, 
/**
 * ISO 3166-1 alpha-2.
 */
country: string, 
/**
 * The day on which it left, in Berlin.
 */
leftOn: string | null, };

/**
 * The till today.
 */
export type TillView = { 
/**
 * `Kasse 1`.
 */
registerName: string, 
/**
 * Today in Berlin.
 */
day: string, 
/**
 * After the closing before.
 */
opening: MoneyView, 
/**
 * Cash sales of the open period.
 */
cashSales: MoneyView, 
/**
 * Put in and taken out.
 */
cashMovements: MoneyView, 
/**
 * What should be in the till.
 */
expected: MoneyView, 
/**
 * In the open period.
 */
receipts: number, 
/**
 * May be empty.
 */
firstReceipt: string, 
/**
 * May be empty.
 */
lastReceipt: string, 
/**
 * Turnover per method.
 */
payments: Array<PaymentTotalView>, 
/**
 * Turnover per class and rate.
 */
vat: Array<VatGroupView>, 
/**
 * Turnover.
 */
gross: MoneyView, 
/**
 * The number of the next closing.
 */
nextZ: number, 
/**
 * An instant.
 */
lastClosing: string | null, 
/**
 * Of the open period, latest first, at most 200.
 */
sales: Array<SaleRow>, };

/**
 * Something that happened with a contact.
 */
export type TimelineEntry = { 
/**
 * An instant.
 */
at: string, 
/**
 * `check_in`, `check_in_undone`, `sale`, `sale_storno`, `card_sold`, `invoice`, `invoice_storno`, `invoice_paid`, `contact_created`, `contact_edited`, `note_kept`.
 */
kind: string, 
/**
 * Product or card, may be empty.
 */
title: string, 
/**
 * Number, reason or method, may be empty.
 */
detail: string, 
/**
 * When money moved.
 */
amount: MoneyView | null, 
/**
 * After a check-in.
 */
entriesLeft: number | null, 
/**
 * The id of sale, card or invoice.
 */
link: string | null, 
/**
 * Of a sale: another price held already when it was sold.
 */
priceNotes: Array<PriceNoteView>, };

/**
 * A tenant that is here and works under a contract of which it accepted no version on the platform: it
 * was signed on paper, or never.
 */
export type UnacceptedRow = { 
/**
 * Who is bound.
 */
tenantId: string, 
/**
 * Its name.
 */
tenant: string, 
/**
 * `distributor`, `affiliate`.
 */
kind: string, 
/**
 * When the tenant was entered, an instant.
 */
since: string, };

/**
 * Taking back a check-in.
 */
export type UndoRequest = { 
/**
 * The redemption.
 */
redemptionId: string, 
/**
 * May be empty within the first 30 seconds.
 */
reason: string, };

/**
 * Sums of one class and rate.
 */
export type VatGroupView = { 
/**
 * `19 % USt`.
 */
label: string, 
/**
 * As in the product.
 */
vatClass: string, 
/**
 * Basis points.
 */
vatRateBp: number, 
/**
 * Without VAT.
 */
net: MoneyView, 
/**
 * The VAT.
 */
vat: MoneyView, 
/**
 * With VAT.
 */
gross: MoneyView, };

/**
 * A month of the answer.
 */
export type WhatIfMonthView = { 
/**
 * `YYYY-MM`.
 */
month: string, 
/**
 * By type.
 */
rows: Array<WhatIfRow>, };

/**
 * Assumed orders of one product, each of a customer of its own.
 */
export type WhatIfOrders = { 
/**
 * The first month, `YYYY-MM`.
 */
month: string, 
/**
 * For so many months, 1 to 36.
 */
months: number, 
/**
 * The product is another tenant's, and none of the platform.
 */
tenantProduct: boolean, 
/**
 * The level of the journey, 1 to 6, where it is known; of a platform product alone. Every level
 * has the same commissions.
 */
level: number | null, 
/**
 * ISO country of the billing address.
 */
billingCountry: string, 
/**
 * The net of each, a decimal.
 */
net: string, 
/**
 * How many a month.
 */
count: number, 
/**
 * The customers were recruited by who asks.
 */
recruited: boolean, 
/**
 * Renewals and other later purchases instead of first ones.
 */
renewal: boolean, };

/**
 * A platform product as it was sold last in a currency.
 */
export type WhatIfProduct = { 
/**
 * Its name.
 */
name: string, 
/**
 * The net of one.
 */
net: MoneyView, 
/**
 * The same as [`WhatIfOrders`] takes it.
 */
netText: string, };

/**
 * What is assumed.
 */
export type WhatIfRequest = { 
/**
 * The own region.
 */
terms: WhatIfTerms, 
/**
 * Of every net and of the answer, ISO 4217; nothing is converted.
 */
currency: string, 
/**
 * The orders.
 */
orders: Array<WhatIfOrders>, };

/**
 * What one type comes to in a month.
 */
export type WhatIfRow = { 
/**
 * As in the totals of a statement.
 */
kind: string, 
/**
 * By the orders of the month.
 */
earned: MoneyView, 
/**
 * At the end of the month, in the hold period.
 */
held: MoneyView, 
/**
 * At the end of the month, not paid yet.
 */
approved: MoneyView, 
/**
 * In the month.
 */
paid: MoneyView, };

/**
 * What a question begins with.
 */
export type WhatIfStart = { 
/**
 * The next month, `YYYY-MM`.
 */
month: string, 
/**
 * The own region.
 */
terms: WhatIfTerms, 
/**
 * In which a question is asked first, ISO 4217: the practice's own, or where nothing was sold in
 * it, that of the last sale.
 */
currency: string, 
/**
 * In which a question may be asked, by code: those of what was sold, the practice's own, euros,
 * Swiss francs and US dollars.
 */
currencies: Array<string>, 
/**
 * By name, then currency.
 */
products: Array<WhatIfProduct>, };

/**
 * The own region, for a distributor.
 */
export type WhatIfTerms = { 
/**
 * ISO countries; none for whoever has no region.
 */
regionCodes: Array<string>, 
/**
 * A decimal; empty without a region.
 */
commissionPercent: string, };

/**
 * What the rules make of it.
 */
export type WhatIfView = { 
/**
 * ISO 4217.
 */
currency: string, 
/**
 * From the first order to three months after the last.
 */
months: Array<WhatIfMonthView>, 
/**
 * Of all months.
 */
earned: MoneyView, 
/**
 * Of all months.
 */
paid: MoneyView, 
/**
 * What each month earns, twelve months at least.
 */
history: Array<MonthBar>, };
