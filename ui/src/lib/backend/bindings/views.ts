// Generated from Rust: `cargo xtask bindings`.

export type SessionView = { signedIn: boolean, mode: string, tenant: string, user: string, initials: string, role: string, screens: Array<string>, staff: Array<StaffRow>, platform: string | null, currency: string, country: string, };

export type StaffRow = { actorId: string, name: string, initials: string, role: string, };

export type SignInInput = { platform: string, user: string, password: string, deviceName: string, };

export type PracticeView = { name: string, owner: string, street: string, postalCode: string, city: string, country: string, taxNumber: string, vatId: string, email: string, phone: string, iban: string, bic: string, bank: string, smallBusiness: boolean, };

export type CardQuery = { text: string, filter: string, contactId: string | null, offset: number, limit: number, };

export type CardPage = { total: number, rows: Array<CardRow>, figures: CardFigures, };

export type CardFigures = { activeCards: number, openEntries: number, liability: MoneyView, expiringCards: number, expiringEntries: number, expiringValue: MoneyView, toOffer: number, };

export type CardRow = { cardId: string, code: string, contactId: string, contactName: string, product: string, entries: number, used: number, left: number, expiresOn: string | null, lastUsed: string | null, status: string, };

export type CardView = { row: CardRow, price: MoneyView, restValue: MoneyView, soldOn: string, receiptNumber: string | null, redemptions: Array<RedemptionRow>, };

export type RedemptionRow = { redemptionId: string, number: number, at: string, actor: string, takenBack: boolean, reason: string, };

export type UndoRequest = { redemptionId: string, reason: string, };

export type SellCardRequest = { productId: string, contactId: string, payments: Array<PaymentInput>, };

export type MonthRow = { month: string, total: MoneyView, entries: number, };

export type StatementView = { month: string, recipient: string, currency: string, opening: MoneyView, totals: Array<CommissionTotal>, total: MoneyView, closing: MoneyView, entries: Array<CommissionRow>, payouts: Array<PayoutRow>, history: Array<MonthBar>, releases: Array<ReleaseRow>, dueOn: string, };

export type CommissionTotal = { kind: string, percent: string | null, amount: MoneyView, };

export type CommissionRow = { entryId: string, on: string, orderNumber: string, line: string, customer: string, product: string, country: string, net: MoneyView, percent: string, amount: MoneyView, kind: string, status: string, approvedOn: string | null, };

export type CommissionExplanation = { entryId: string, amount: MoneyView, percent: string, base: MoneyView, gross: MoneyView, vatRateBp: number, orderNumber: string, line: string, ruleVersion: string, steps: Array<ExplanationStep>, recomputed: MoneyView, equal: boolean, };

export type ExplanationStep = { code: string, pays: boolean, values: { [key in string]?: string }, };

export type PayoutRow = { on: string, kind: string, amount: MoneyView, };

export type MonthBar = { month: string, regional: MoneyView, affiliateFirst: MoneyView, affiliateRecurring: MoneyView, };

export type ReleaseRow = { until: string, amount: MoneyView, };

export type RecomputeResult = { entries: number, recomputed: number, differences: Array<CommissionDifference>, };

export type CommissionDifference = { entryId: string, orderNumber: string, field: string, stored: string, recomputed: string, };

export type ContactQuery = { text: string, role: string | null, offset: number, limit: number, };

export type ContactPage = { total: number, rows: Array<ContactRow>, };

export type ContactRow = { contactId: string, name: string, initials: string, organisation: string, roles: Array<string>, email: string, phone: string, city: string, birthday: string | null, entriesLeft: number | null, };

export type ContactView = { contactId: string, name: string, initials: string, title: string, firstName: string, lastName: string, organisation: string, birthday: string | null, note: string, roles: Array<string>, tags: Array<string>, phones: Array<PhoneView>, emails: Array<EmailView>, addresses: Array<AddressView>, consents: Array<ConsentView>, since: string, cards: Array<CardRow>, openAmount: MoneyView, yearTurnover: MoneyView, lastVisit: string | null, };

export type PhoneView = { id: string, label: string, number: string, };

export type EmailView = { id: string, label: string, address: string, };

export type AddressView = { id: string, label: string, street: string, postalCode: string, city: string, country: string, };

export type ConsentView = { kind: string, given: boolean, on: string | null, };

export type ContactInput = { title: string, firstName: string, lastName: string, organisation: string, birthday: string | null, note: string, roles: Array<string>, tags: Array<string>, phones: Array<PhoneView>, emails: Array<EmailView>, addresses: Array<AddressView>, consents: Array<ConsentView>, };

export type DuplicateHint = { contactId: string, name: string, detail: string, reason: string, };

export type TimelineEntry = { at: string, kind: string, title: string, detail: string, amount: MoneyView | null, entriesLeft: number | null, link: string | null, };

export type ImportRequest = { path: string, dryRun: boolean, map: Array<[string, string]>, };

export type ImportPreview = { format: string, encoding: string, delimiter: string, columns: Array<ImportColumn>, sample: Array<Array<string>>, records: number, };

export type ImportColumn = { column: string, field: string | null, };

export type ImportProgress = { read: number, total: number, created: number, updated: number, duplicates: number, rejected: number, perSecond: number, done: boolean, cancelled: boolean, };

export type ImportReport = { read: number, created: number, updated: number, duplicates: number, rejected: Array<RejectedRecord>, cancelled: boolean, };

export type RejectedRecord = { line: number, name: string, faults: Array<ImportFault>, };

export type ImportFault = { field: string, why: string, value: string, };

export type InvoiceQuery = { text: string, filter: string, offset: number, limit: number, };

export type InvoicePage = { total: number, openTotal: MoneyView, openCount: number, overdueCount: number, rows: Array<InvoiceRow>, };

export type InvoiceRow = { id: string, number: string | null, contactName: string, on: string, dueOn: string | null, gross: MoneyView, open: MoneyView, status: string, };

export type InvoiceLineInput = { text: string, quantityMilli: number, unitNetCents: number, vatClass: string, };

export type InvoiceInput = { draftId: string | null, contactId: string | null, serviceFrom: string | null, serviceTo: string | null, dueDays: number | null, lines: Array<InvoiceLineInput>, };

export type InvoicePreview = { lines: Array<InvoiceLineView>, vat: Array<VatGroupView>, net: MoneyView, vatTotal: MoneyView, gross: MoneyView, dueOn: string, notes: Array<string>, breaches: Array<BreachView>, pdfBase64: string, pagePngs: Array<string>, };

export type InvoiceLineView = { text: string, quantity: string, unitNet: MoneyView, net: MoneyView, vatLabel: string, };

export type BreachView = { code: string, field: string, message: string, blocking: boolean, };

export type IssuedInvoice = { invoiceId: string, number: string, net: MoneyView, vat: MoneyView, gross: MoneyView, dueOn: string, };

export type InvoiceView = { row: InvoiceRow, lines: Array<InvoiceLineView>, vat: Array<VatGroupView>, net: MoneyView, vatTotal: MoneyView, notes: Array<string>, payments: Array<InvoicePaymentView>, cancelledBy: string | null, cancels: string | null, };

export type InvoicePaymentView = { amount: MoneyView, on: string, };

export type CancelInvoiceRequest = { number: string, reason: string, };

export type InvoicePaymentInput = { number: string, amountCents: number, on: string, };

export type MoneyView = { cents: number, currency: string, };

export type CommandError = { code: string, severity: Severity, message: string, values: { [key in string]?: string }, };

export type Severity = "notice" | "fault";

export type DocumentView = { fileName: string, mediaType: string, base64: string, };

export type ProductRow = { productId: string, name: string, code: string, kind: string, group: string, price: MoneyView, vatClass: string, vatLabel: string, entries: number | null, position: number | null, archived: boolean, };

export type ProductInput = { name: string, code: string, kind: string, priceCents: number, vatClass: string, entries: number | null, validMonths: number | null, taxNature: string | null, position: number | null, archived: boolean, };

export type CartLine = { productId: string, quantityMilli: number, unitGrossCents: number | null, discountPercent: string | null, };

export type Cart = { lines: Array<CartLine>, contactId: string | null, discountPercent: string | null, payments: Array<PaymentInput>, };

export type PaymentInput = { method: string, tenderedCents: number, };

export type CartPreview = { lines: Array<CartLineView>, vat: Array<VatGroupView>, net: MoneyView, vatTotal: MoneyView, gross: MoneyView, paid: MoneyView, open: MoneyView, change: MoneyView, quickCash: Array<MoneyView>, };

export type CartLineView = { productId: string, text: string, quantity: string, unitGross: MoneyView, discount: MoneyView, gross: MoneyView, vatLabel: string, };

export type VatGroupView = { label: string, vatClass: string, vatRateBp: number, net: MoneyView, vat: MoneyView, gross: MoneyView, };

export type SaleResult = { saleId: string, receiptNumber: string, net: MoneyView, vat: MoneyView, gross: MoneyView, change: MoneyView, cards: Array<string>, };

export type SaleRow = { saleId: string, receiptNumber: string, at: string, contactName: string, gross: MoneyView, methods: Array<string>, isStorno: boolean, cancelled: boolean, };

export type StornoRequest = { receiptNumber: string, reason: string, };

export type CashMovementInput = { amountCents: number, kind: string, reason: string, };

export type TillView = { registerName: string, day: string, opening: MoneyView, cashSales: MoneyView, cashMovements: MoneyView, expected: MoneyView, receipts: number, firstReceipt: string, lastReceipt: string, payments: Array<PaymentTotalView>, vat: Array<VatGroupView>, gross: MoneyView, nextZ: number, lastClosing: string | null, sales: Array<SaleRow>, };

export type PaymentTotalView = { method: string, amount: MoneyView, };

export type CashCountInput = { denominationCents: number, pieces: number, };

export type CloseDayInput = { countedCents: number | null, counts: Array<CashCountInput>, reason: string, };

export type CountPreview = { lines: Array<CountLineView>, notes: MoneyView, coins: MoneyView, counted: MoneyView, expected: MoneyView, difference: MoneyView, };

export type CountLineView = { denomination: MoneyView, isNote: boolean, pieces: number, amount: MoneyView, };

export type ClosingResult = { closingId: string, zNumber: number, expected: MoneyView, counted: MoneyView, difference: MoneyView, };

export type ReceptionView = { day: string, checkedIn: Array<CheckInRow>, due: Array<DueRow>, };

export type CheckInRow = { redemptionId: string, at: string, contactId: string, name: string, entriesLeft: number, };

export type DueRow = { kind: string, title: string, detail: string, amount: MoneyView | null, link: string | null, };

export type ScanTarget = { kind: string, id: string | null, code: string, };

export type Candidate = { contactId: string, name: string, detail: string, cards: Array<CardRow>, openAmount: MoneyView, lastVisit: string | null, };

export type CheckInRequest = { target: string, };

export type CheckInResult = { verdict: CheckInVerdict, reason: string, redemptionId: string | null, contactId: string | null, name: string, card: CardRow | null, cards: Array<CardRow>, openAmount: MoneyView | null, lastVisit: string | null, undoUntil: string | null, };

export type CheckInVerdict = "green" | "amber" | "red";

export type SyncView = { state: string, recorded: number, acknowledged: number, pending: number, hashesEqual: boolean | null, cases: number, rejected: number, lastSync: string | null, offlineSince: string | null, lastError: string | null, journalHead: string, device: string, numberCode: string, running: boolean, };

export type PendingRow = { dseq: number, at: string, op: string, entity: string, label: string, };

export type CaseRow = { caseId: string, kind: string, openedAt: string, contactId: string | null, contactName: string, cardId: string | null, product: string, entries: number | null, left: number | null, expiresOn: string | null, sides: Array<CaseSide>, details: string, amount: MoneyView | null, };

export type CaseSide = { entity: string, id: string, at: string, device: string, actor: string, label: string, offline: boolean, receivedAt: string | null, };
