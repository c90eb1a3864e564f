// Generated from Rust: `cargo xtask bindings`.

import type { AcceptancePage, AcceptanceRow, AcceptedView, AddressView, AffiliateCodeChange, AffiliateCodeInput, AffiliateCodeRow, AffiliateCodesView, AgreementChange, AgreementInput, AgreementRow, AttributionChange, AttributionPage, AttributionRow, AuditPage, AuditQuery, AuditRow, BreachView, BreakdownGroup, BreakdownRow, BreakdownView, BrowserSignInInput, BuyMembershipInput, CancelInvoiceRequest, Candidate, CardFigures, CardPage, CardQuery, CardRow, CardView, CarryCard, Cart, CartLine, CartLineView, CartPreview, CaseRow, CaseSide, CashCountInput, CashDiscountInput, CashDiscountView, CashMovementInput, CheckInRequest, CheckInResult, CheckInRow, CheckInVerdict, CloseDayInput, ClosingResult, CommandError, CommissionDifference, CommissionDisputeView, CommissionExplanation, CommissionRow, CommissionTotal, ComparedDay, ComparisonView, ConsentView, ContactInput, ContactPage, ContactQuery, ContactRow, ContactView, ContractAcceptanceInput, ContractDemandRow, ContractNoticeRow, ContractNoticeView, ContractOffer, ContractTextView, CountLineView, CountPreview, CreditAgreementView, CreditNoteRow, CreditNotesView, CustomerFileView, CustomerLineRow, CustomerRefundRow, CustomerRow, CustomerSubscriptionRow, CustomersFoundView, DayFigures, DeviceRow, DevicesView, DifferenceRow, DisputeDecision, DisputeMessageView, DocumentView, DueRow, DuplicateHint, EmailView, ExplanationStep, ForecastRow, ForecastView, ForfeitedView, FormerDeviceRow, ImportColumn, ImportFault, ImportPreview, ImportProgress, ImportReport, ImportRequest, InvitationInput, InvitationRow, InvoiceInput, InvoiceLineInput, InvoiceLineView, InvoicePage, InvoicePaymentInput, InvoicePaymentView, InvoicePreview, InvoiceQuery, InvoiceRow, InvoiceView, IssuedInvoice, IssuerFields, IssuerInput, IssuerVersionRow, IssuerView, JobAttemptRow, JobPage, JobRow, KeptTextView, LeftTenantView, MadeSepaFileView, MailPage, MailRow, MembershipLevelRow, MembershipOffersView, MembershipPaymentView, MembershipPriceView, MembershipPurchaseView, MembershipSubscriptionRow, MembershipToolRow, MembershipView, MergedContactView, MoneyView, MonthBar, MonthRow, NamedEntryRow, NamedExtractView, NewDeviceView, NotPaidRow, OpenPayoutRow, OrderShareRow, PaymentInput, PaymentProblemPage, PaymentProblemRow, PaymentTotalView, PayoutAccountInput, PayoutAccountView, PayoutNoticeView, PayoutOutcomeRow, PayoutPlanView, PayoutRow, PayoutRunView, PayoutSetUpView, PendingRow, PhoneView, PlannedPayoutRow, PlatformCommissionPage, PlatformCommissionQuery, PlatformCommissionRow, PlatformDisputeRow, PlatformPayoutPage, PlatformPayoutRow, PlatformProductInput, PlatformProductRow, PracticeView, PriceNoteView, ProductInput, ProductRow, ProfileRow, ProfilesView, ReceivedInvoiceView, ReceivedLineView, ReceivedPartyView, ReceivedVatView, ReceptionView, RecomputeResult, ReconciledRow, ReconciliationDifference, ReconciliationView, RedemptionRow, RefusedOp, RejectedRecord, RejectedRow, ReleaseRow, SaleResult, SaleRow, ScanChoice, ScanTarget, SellCardRequest, SepaFilePage, SepaFilePayoutRow, SepaFileRow, SepaProblemRow, SessionView, SetPinInput, SettleCaseRequest, SettlementRow, Severity, SignInInput, SoldOrderPage, SoldOrderQuery, SoldOrderRow, StaffRow, StatementView, StornoRequest, SyncView, TaxProfileInput, TaxProfileView, TenantRow, TillView, TimelineEntry, UnacceptedRow, UndoRequest, VatGroupView, WhatIfMonthView, WhatIfOrders, WhatIfProduct, WhatIfRequest, WhatIfRow, WhatIfStart, WhatIfTerms, WhatIfView } from './views';

/** Every question the window may ask of the desk. */
export interface DeskCommands {
  session(): Promise<SessionView>;
  lockDesk(): Promise<SessionView>;
  unlockDesk(pin: string | null): Promise<SessionView>;
  forgetPin(recoveryKey: string): Promise<SessionView>;
  switchStaff(actorId: string, pin: string | null): Promise<SessionView>;
  signIn(input: SignInInput): Promise<SessionView>;
  signInByBrowser(input: BrowserSignInInput): Promise<SessionView>;
  cancelSignIn(): Promise<SessionView>;
  openDemo(): Promise<SessionView>;
  setPin(input: SetPinInput): Promise<SessionView>;
  setLockAfter(minutes: number): Promise<SessionView>;
  practice(): Promise<PracticeView>;
  savePractice(input: PracticeView): Promise<PracticeView>;
  issueRecoveryKey(): Promise<string>;
  confirmRecoveryKey(recoveryKey: string): Promise<SessionView>;
  postponeRecoveryKey(): Promise<SessionView>;
  syncStatus(): Promise<SyncView>;
  syncNow(): Promise<SyncView>;
  listPending(limit: number): Promise<Array<PendingRow>>;
  listCases(): Promise<Array<CaseRow>>;
  listSettledCases(): Promise<Array<CaseRow>>;
  settleCase(request: SettleCaseRequest): Promise<CaseRow>;
  listRejected(): Promise<Array<RejectedRow>>;
  confirmNewDevice(): Promise<SyncView>;
  verifySync(): Promise<ComparisonView>;
  showComparison(): Promise<ComparisonView | null>;
  syncReportPdf(from: string | null, to: string | null): Promise<DocumentView>;
  listDevices(): Promise<DevicesView>;
  renameDevice(deviceId: string, name: string): Promise<DevicesView>;
  revokeDevice(deviceId: string, lost: boolean): Promise<DevicesView>;
  showQuarantine(deviceId: string): Promise<Array<PendingRow>>;
  acceptQuarantine(deviceId: string): Promise<AcceptedView>;
  reception(): Promise<ReceptionView>;
  findCandidates(text: string): Promise<Array<Candidate>>;
  resolveScan(code: string): Promise<ScanTarget>;
  checkIn(request: CheckInRequest): Promise<CheckInResult>;
  undoCheckIn(request: UndoRequest): Promise<CardRow>;
  listContacts(query: ContactQuery): Promise<ContactPage>;
  showContact(contactId: string): Promise<ContactView>;
  createContact(input: ContactInput): Promise<ContactView>;
  editContactFrom(contactId: string, seen: ContactInput, input: ContactInput): Promise<ContactView>;
  findDuplicates(input: ContactInput): Promise<Array<DuplicateHint>>;
  contactTimeline(contactId: string): Promise<Array<TimelineEntry>>;
  contactDuplicates(contactId: string): Promise<Array<DuplicateHint>>;
  mergeContacts(winnerId: string, loserId: string): Promise<ContactView>;
  partContact(contactId: string): Promise<ContactView>;
  deleteContact(contactId: string): Promise<ContactView>;
  restoreContact(contactId: string): Promise<ContactView>;
  restoreText(textId: string): Promise<ContactView>;
  previewImport(path: string): Promise<ImportPreview>;
  listProducts(): Promise<Array<ProductRow>>;
  createProduct(input: ProductInput): Promise<ProductRow>;
  editProduct(productId: string, input: ProductInput): Promise<ProductRow>;
  previewCart(cart: Cart): Promise<CartPreview>;
  sell(cart: Cart): Promise<SaleResult>;
  cancelSale(request: StornoRequest): Promise<SaleResult>;
  showSale(receiptNumber: string): Promise<SaleRow>;
  receiptPdf(receiptNumber: string): Promise<DocumentView>;
  till(): Promise<TillView>;
  moveCash(input: CashMovementInput): Promise<TillView>;
  previewCount(input: CloseDayInput): Promise<CountPreview>;
  closeDay(input: CloseDayInput): Promise<ClosingResult>;
  closingPdf(zNumber: number): Promise<DocumentView>;
  listCards(query: CardQuery): Promise<CardPage>;
  showCard(cardId: string): Promise<CardView>;
  sellCard(request: SellCardRequest): Promise<SaleResult>;
  listInvoices(query: InvoiceQuery): Promise<InvoicePage>;
  showInvoice(number: string): Promise<InvoiceView>;
  previewInvoice(input: InvoiceInput): Promise<InvoicePreview>;
  saveInvoiceDraft(input: InvoiceInput): Promise<InvoiceRow>;
  loadInvoiceDraft(draftId: string): Promise<InvoiceInput>;
  deleteInvoiceDraft(draftId: string): Promise<void>;
  issueInvoice(input: InvoiceInput): Promise<IssuedInvoice>;
  cancelInvoice(request: CancelInvoiceRequest): Promise<IssuedInvoice>;
  payInvoice(input: InvoicePaymentInput): Promise<InvoiceRow>;
  invoicePdf(number: string): Promise<DocumentView>;
  invoiceXml(number: string): Promise<DocumentView>;
  listStatementMonths(): Promise<Array<MonthRow>>;
  showStatement(month: string, currency: string | null): Promise<StatementView>;
  breakDownStatement(month: string, currency: string | null): Promise<BreakdownView>;
  explainCommission(entryId: string): Promise<CommissionExplanation>;
  disputeCommission(entryId: string, reason: string): Promise<CommissionExplanation>;
  replyToDispute(disputeId: string, text: string): Promise<CommissionExplanation>;
  recomputeStatement(month: string | null): Promise<RecomputeResult>;
  statementPdf(month: string, currency: string | null): Promise<DocumentView>;
  statementCsv(month: string, currency: string | null, language: string | null): Promise<DocumentView>;
  startWhatIf(): Promise<WhatIfStart>;
  whatIf(request: WhatIfRequest): Promise<WhatIfView>;
  listCreditNotes(): Promise<CreditNotesView>;
  creditNotePdf(number: string): Promise<DocumentView>;
  objectToCreditNote(number: string, reason: string): Promise<CreditNotesView>;
  showTaxProfile(): Promise<TaxProfileView>;
  saveTaxProfile(input: TaxProfileInput): Promise<TaxProfileView>;
  showPayoutNotice(): Promise<PayoutNoticeView>;
  setUpPayouts(): Promise<PayoutSetUpView>;
  showContract(kind: string, version: string, language: string | null): Promise<ContractTextView>;
  showContractNotice(): Promise<ContractNoticeView>;
  acceptContract(input: ContractAcceptanceInput): Promise<ContractNoticeView>;
  extractNames(month: string, reason: string, language: string | null): Promise<NamedExtractView>;
  listSoldOrders(query: SoldOrderQuery): Promise<SoldOrderPage>;
  listOrderShares(orderId: string): Promise<Array<OrderShareRow>>;
  soldOrdersCsv(query: SoldOrderQuery, language: string | null): Promise<DocumentView>;
  listOwnLog(query: AuditQuery): Promise<AuditPage>;
  showMembership(): Promise<MembershipView>;
  listMembershipOffers(): Promise<MembershipOffersView>;
  buyMembership(input: BuyMembershipInput): Promise<MembershipPaymentView>;
  endMembershipSubscription(subscriptionId: string): Promise<MembershipOffersView>;
  listAffiliateCodes(): Promise<AffiliateCodesView>;
  createAffiliateCode(input: AffiliateCodeInput): Promise<AffiliateCodeRow>;
  editAffiliateCode(input: AffiliateCodeChange): Promise<AffiliateCodeRow>;
  affiliateFlyerPdf(code: string, language: string): Promise<DocumentView>;
  affiliateFlyerPng(code: string): Promise<DocumentView>;
  listTenants(): Promise<Array<TenantRow>>;
  deactivateTenant(tenantId: string, reason: string): Promise<LeftTenantView>;
  listAgreements(): Promise<Array<AgreementRow>>;
  createAgreement(input: AgreementInput): Promise<AgreementRow>;
  changeAgreement(change: AgreementChange): Promise<AgreementRow>;
  deactivateAgreement(agreementId: string): Promise<AgreementRow>;
  listPlatformProducts(): Promise<Array<PlatformProductRow>>;
  savePlatformProduct(input: PlatformProductInput): Promise<PlatformProductRow>;
  listAttributions(after: string | null): Promise<AttributionPage>;
  customerAttributions(customerId: string): Promise<Array<AttributionRow>>;
  changeAttribution(change: AttributionChange): Promise<Array<AttributionRow>>;
  listPlatformCommissions(query: PlatformCommissionQuery): Promise<PlatformCommissionPage>;
  explainPlatformOrder(orderId: string): Promise<Array<NotPaidRow>>;
  previewPayouts(): Promise<PayoutPlanView>;
  runPayouts(plan: string): Promise<PayoutRunView>;
  listPayouts(before: string | null): Promise<PlatformPayoutPage>;
  reconcilePayouts(): Promise<ReconciliationView>;
  confirmPayout(payoutId: string, reference: string): Promise<void>;
  releasePayout(payoutId: string, reason: string): Promise<void>;
  returnPayout(payoutId: string, returnedOn: string, reason: string): Promise<void>;
  listSepaFiles(before: string | null): Promise<SepaFilePage>;
  listSepaFilePayouts(fileId: string): Promise<Array<SepaFilePayoutRow>>;
  makeSepaFile(after: number, executionOn: string | null): Promise<MadeSepaFileView>;
  sepaFileXml(number: number): Promise<DocumentView>;
  confirmSepaFile(fileId: string, bookedOn: string): Promise<void>;
  rejectSepaFile(fileId: string, reason: string): Promise<void>;
  voidSepaFile(fileId: string, reason: string): Promise<void>;
  listInvitations(): Promise<Array<InvitationRow>>;
  createInvitation(input: InvitationInput): Promise<InvitationRow>;
  revokeInvitation(invitationId: string): Promise<InvitationRow>;
  listAuditLog(query: AuditQuery): Promise<AuditPage>;
  listPlatformDisputes(isOpen: boolean): Promise<Array<PlatformDisputeRow>>;
  answerDispute(disputeId: string, recipientId: string, text: string, messageId: string): Promise<void>;
  settleDispute(decision: DisputeDecision): Promise<void>;
  showPayoutAccount(tenantId: string): Promise<PayoutAccountView | null>;
  putPayoutAccount(input: PayoutAccountInput): Promise<void>;
  listPaymentProblems(before: string | null): Promise<PaymentProblemPage>;
  settlePaymentProblem(eventId: string, reason: string): Promise<void>;
  listJobs(state: string | null, after: string | null): Promise<JobPage>;
  listJobAttempts(jobId: string): Promise<Array<JobAttemptRow>>;
  retryJob(jobId: string, reason: string): Promise<void>;
  listMails(state: string | null, before: string | null): Promise<MailPage>;
  retryMail(mailId: string): Promise<void>;
  handOverMail(mailId: string): Promise<void>;
  searchCustomers(text: string, reason: string): Promise<CustomersFoundView>;
  showCustomer(customerId: string, reason: string): Promise<CustomerFileView>;
  showIssuer(): Promise<IssuerView>;
  putIssuer(input: IssuerInput): Promise<void>;
  listAcceptances(isOutdated: boolean, before: string | null): Promise<AcceptancePage>;
  demandContract(kind: string, version: string, neededFrom: string, reason: string): Promise<void>;
  hasRecoveryCopy(): Promise<boolean>;
  restoreKey(recoveryKey: string): Promise<void>;
  listProfiles(): Promise<ProfilesView>;
  addProfile(): Promise<string>;
  switchProfile(folder: string): Promise<void>;
  forgetProfile(folder: string): Promise<ProfilesView>;
  importContacts(request: ImportRequest): Promise<ImportReport>;
  cancelImport(): Promise<void>;
  saveDocument(document: DocumentView): Promise<string | null>;
  pickFile(): Promise<string | null>;
  checkReceivedInvoice(): Promise<ReceivedInvoiceView | null>;
}

/** The commands over `call`, which carries a name and its arguments to the desk. */
export function deskCommands(
  call: <T>(name: string, args: Record<string, unknown>) => Promise<T>,
): DeskCommands {
  return {
    session: () => call('session', {}),
    lockDesk: () => call('lock_desk', {}),
    unlockDesk: (pin) => call('unlock_desk', { pin }),
    forgetPin: (recoveryKey) => call('forget_pin', { recoveryKey }),
    switchStaff: (actorId, pin) => call('switch_staff', { actorId, pin }),
    signIn: (input) => call('sign_in', { input }),
    signInByBrowser: (input) => call('sign_in_by_browser', { input }),
    cancelSignIn: () => call('cancel_sign_in', {}),
    openDemo: () => call('open_demo', {}),
    setPin: (input) => call('set_pin', { input }),
    setLockAfter: (minutes) => call('set_lock_after', { minutes }),
    practice: () => call('practice', {}),
    savePractice: (input) => call('save_practice', { input }),
    issueRecoveryKey: () => call('issue_recovery_key', {}),
    confirmRecoveryKey: (recoveryKey) => call('confirm_recovery_key', { recoveryKey }),
    postponeRecoveryKey: () => call('postpone_recovery_key', {}),
    syncStatus: () => call('sync_status', {}),
    syncNow: () => call('sync_now', {}),
    listPending: (limit) => call('list_pending', { limit }),
    listCases: () => call('list_cases', {}),
    listSettledCases: () => call('list_settled_cases', {}),
    settleCase: (request) => call('settle_case', { request }),
    listRejected: () => call('list_rejected', {}),
    confirmNewDevice: () => call('confirm_new_device', {}),
    verifySync: () => call('verify_sync', {}),
    showComparison: () => call('show_comparison', {}),
    syncReportPdf: (from, to) => call('sync_report_pdf', { from, to }),
    listDevices: () => call('list_devices', {}),
    renameDevice: (deviceId, name) => call('rename_device', { deviceId, name }),
    revokeDevice: (deviceId, lost) => call('revoke_device', { deviceId, lost }),
    showQuarantine: (deviceId) => call('show_quarantine', { deviceId }),
    acceptQuarantine: (deviceId) => call('accept_quarantine', { deviceId }),
    reception: () => call('reception', {}),
    findCandidates: (text) => call('find_candidates', { text }),
    resolveScan: (code) => call('resolve_scan', { code }),
    checkIn: (request) => call('check_in', { request }),
    undoCheckIn: (request) => call('undo_check_in', { request }),
    listContacts: (query) => call('list_contacts', { query }),
    showContact: (contactId) => call('show_contact', { contactId }),
    createContact: (input) => call('create_contact', { input }),
    editContactFrom: (contactId, seen, input) => call('edit_contact_from', { contactId, seen, input }),
    findDuplicates: (input) => call('find_duplicates', { input }),
    contactTimeline: (contactId) => call('contact_timeline', { contactId }),
    contactDuplicates: (contactId) => call('contact_duplicates', { contactId }),
    mergeContacts: (winnerId, loserId) => call('merge_contacts', { winnerId, loserId }),
    partContact: (contactId) => call('part_contact', { contactId }),
    deleteContact: (contactId) => call('delete_contact', { contactId }),
    restoreContact: (contactId) => call('restore_contact', { contactId }),
    restoreText: (textId) => call('restore_text', { textId }),
    previewImport: (path) => call('preview_import', { path }),
    listProducts: () => call('list_products', {}),
    createProduct: (input) => call('create_product', { input }),
    editProduct: (productId, input) => call('edit_product', { productId, input }),
    previewCart: (cart) => call('preview_cart', { cart }),
    sell: (cart) => call('sell', { cart }),
    cancelSale: (request) => call('cancel_sale', { request }),
    showSale: (receiptNumber) => call('show_sale', { receiptNumber }),
    receiptPdf: (receiptNumber) => call('receipt_pdf', { receiptNumber }),
    till: () => call('till', {}),
    moveCash: (input) => call('move_cash', { input }),
    previewCount: (input) => call('preview_count', { input }),
    closeDay: (input) => call('close_day', { input }),
    closingPdf: (zNumber) => call('closing_pdf', { zNumber }),
    listCards: (query) => call('list_cards', { query }),
    showCard: (cardId) => call('show_card', { cardId }),
    sellCard: (request) => call('sell_card', { request }),
    listInvoices: (query) => call('list_invoices', { query }),
    showInvoice: (number) => call('show_invoice', { number }),
    previewInvoice: (input) => call('preview_invoice', { input }),
    saveInvoiceDraft: (input) => call('save_invoice_draft', { input }),
    loadInvoiceDraft: (draftId) => call('load_invoice_draft', { draftId }),
    deleteInvoiceDraft: (draftId) => call('delete_invoice_draft', { draftId }),
    issueInvoice: (input) => call('issue_invoice', { input }),
    cancelInvoice: (request) => call('cancel_invoice', { request }),
    payInvoice: (input) => call('pay_invoice', { input }),
    invoicePdf: (number) => call('invoice_pdf', { number }),
    invoiceXml: (number) => call('invoice_xml', { number }),
    listStatementMonths: () => call('list_statement_months', {}),
    showStatement: (month, currency) => call('show_statement', { month, currency }),
    breakDownStatement: (month, currency) => call('break_down_statement', { month, currency }),
    explainCommission: (entryId) => call('explain_commission', { entryId }),
    disputeCommission: (entryId, reason) => call('dispute_commission', { entryId, reason }),
    replyToDispute: (disputeId, text) => call('reply_to_dispute', { disputeId, text }),
    recomputeStatement: (month) => call('recompute_statement', { month }),
    statementPdf: (month, currency) => call('statement_pdf', { month, currency }),
    statementCsv: (month, currency, language) => call('statement_csv', { month, currency, language }),
    startWhatIf: () => call('start_what_if', {}),
    whatIf: (request) => call('what_if', { request }),
    listCreditNotes: () => call('list_credit_notes', {}),
    creditNotePdf: (number) => call('credit_note_pdf', { number }),
    objectToCreditNote: (number, reason) => call('object_to_credit_note', { number, reason }),
    showTaxProfile: () => call('show_tax_profile', {}),
    saveTaxProfile: (input) => call('save_tax_profile', { input }),
    showPayoutNotice: () => call('show_payout_notice', {}),
    setUpPayouts: () => call('set_up_payouts', {}),
    showContract: (kind, version, language) => call('show_contract', { kind, version, language }),
    showContractNotice: () => call('show_contract_notice', {}),
    acceptContract: (input) => call('accept_contract', { input }),
    extractNames: (month, reason, language) => call('extract_names', { month, reason, language }),
    listSoldOrders: (query) => call('list_sold_orders', { query }),
    listOrderShares: (orderId) => call('list_order_shares', { orderId }),
    soldOrdersCsv: (query, language) => call('sold_orders_csv', { query, language }),
    listOwnLog: (query) => call('list_own_log', { query }),
    showMembership: () => call('show_membership', {}),
    listMembershipOffers: () => call('list_membership_offers', {}),
    buyMembership: (input) => call('buy_membership', { input }),
    endMembershipSubscription: (subscriptionId) => call('end_membership_subscription', { subscriptionId }),
    listAffiliateCodes: () => call('list_affiliate_codes', {}),
    createAffiliateCode: (input) => call('create_affiliate_code', { input }),
    editAffiliateCode: (input) => call('edit_affiliate_code', { input }),
    affiliateFlyerPdf: (code, language) => call('affiliate_flyer_pdf', { code, language }),
    affiliateFlyerPng: (code) => call('affiliate_flyer_png', { code }),
    listTenants: () => call('list_tenants', {}),
    deactivateTenant: (tenantId, reason) => call('deactivate_tenant', { tenantId, reason }),
    listAgreements: () => call('list_agreements', {}),
    createAgreement: (input) => call('create_agreement', { input }),
    changeAgreement: (change) => call('change_agreement', { change }),
    deactivateAgreement: (agreementId) => call('deactivate_agreement', { agreementId }),
    listPlatformProducts: () => call('list_platform_products', {}),
    savePlatformProduct: (input) => call('save_platform_product', { input }),
    listAttributions: (after) => call('list_attributions', { after }),
    customerAttributions: (customerId) => call('customer_attributions', { customerId }),
    changeAttribution: (change) => call('change_attribution', { change }),
    listPlatformCommissions: (query) => call('list_platform_commissions', { query }),
    explainPlatformOrder: (orderId) => call('explain_platform_order', { orderId }),
    previewPayouts: () => call('preview_payouts', {}),
    runPayouts: (plan) => call('run_payouts', { plan }),
    listPayouts: (before) => call('list_payouts', { before }),
    reconcilePayouts: () => call('reconcile_payouts', {}),
    confirmPayout: (payoutId, reference) => call('confirm_payout', { payoutId, reference }),
    releasePayout: (payoutId, reason) => call('release_payout', { payoutId, reason }),
    returnPayout: (payoutId, returnedOn, reason) => call('return_payout', { payoutId, returnedOn, reason }),
    listSepaFiles: (before) => call('list_sepa_files', { before }),
    listSepaFilePayouts: (fileId) => call('list_sepa_file_payouts', { fileId }),
    makeSepaFile: (after, executionOn) => call('make_sepa_file', { after, executionOn }),
    sepaFileXml: (number) => call('sepa_file_xml', { number }),
    confirmSepaFile: (fileId, bookedOn) => call('confirm_sepa_file', { fileId, bookedOn }),
    rejectSepaFile: (fileId, reason) => call('reject_sepa_file', { fileId, reason }),
    voidSepaFile: (fileId, reason) => call('void_sepa_file', { fileId, reason }),
    listInvitations: () => call('list_invitations', {}),
    createInvitation: (input) => call('create_invitation', { input }),
    revokeInvitation: (invitationId) => call('revoke_invitation', { invitationId }),
    listAuditLog: (query) => call('list_audit_log', { query }),
    listPlatformDisputes: (isOpen) => call('list_platform_disputes', { isOpen }),
    answerDispute: (disputeId, recipientId, text, messageId) => call('answer_dispute', { disputeId, recipientId, text, messageId }),
    settleDispute: (decision) => call('settle_dispute', { decision }),
    showPayoutAccount: (tenantId) => call('show_payout_account', { tenantId }),
    putPayoutAccount: (input) => call('put_payout_account', { input }),
    listPaymentProblems: (before) => call('list_payment_problems', { before }),
    settlePaymentProblem: (eventId, reason) => call('settle_payment_problem', { eventId, reason }),
    listJobs: (state, after) => call('list_jobs', { state, after }),
    listJobAttempts: (jobId) => call('list_job_attempts', { jobId }),
    retryJob: (jobId, reason) => call('retry_job', { jobId, reason }),
    listMails: (state, before) => call('list_mails', { state, before }),
    retryMail: (mailId) => call('retry_mail', { mailId }),
    handOverMail: (mailId) => call('hand_over_mail', { mailId }),
    searchCustomers: (text, reason) => call('search_customers', { text, reason }),
    showCustomer: (customerId, reason) => call('show_customer', { customerId, reason }),
    showIssuer: () => call('show_issuer', {}),
    putIssuer: (input) => call('put_issuer', { input }),
    listAcceptances: (isOutdated, before) => call('list_acceptances', { isOutdated, before }),
    demandContract: (kind, version, neededFrom, reason) => call('demand_contract', { kind, version, neededFrom, reason }),
    hasRecoveryCopy: () => call('has_recovery_copy', {}),
    restoreKey: (recoveryKey) => call('restore_key', { recoveryKey }),
    listProfiles: () => call('list_profiles', {}),
    addProfile: () => call('add_profile', {}),
    switchProfile: (folder) => call('switch_profile', { folder }),
    forgetProfile: (folder) => call('forget_profile', { folder }),
    importContacts: (request) => call('import_contacts', { request }),
    cancelImport: () => call('cancel_import', {}),
    saveDocument: (document) => call('save_document', { document }),
    pickFile: () => call('pick_file', {}),
    checkReceivedInvoice: () => call('check_received_invoice', {}),
  };
}
