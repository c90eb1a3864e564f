//! What the window may ask of the desk: this table is the whole border. Each line becomes a Tauri
//! command that decodes, calls the verb of the same name, and gives its view back; the window's
//! TypeScript is generated from the same lines.

#[macro_use]
mod table;

#[cfg(test)]
use mojo_desk::views::*;

commands! {
    // Answered while the window is locked, too.
    door {
        fn session() -> SessionView;
        fn lock_desk() -> SessionView;
        fn unlock_desk(pin: Option<String>) -> SessionView;
        fn forget_pin(recovery_key: String) -> SessionView;
        fn switch_staff(actor_id: String, pin: Option<String>) -> SessionView;
    }
    verbs {
        account {
            fn sign_in(input: SignInInput) -> SessionView;
            fn sign_in_by_browser(input: BrowserSignInInput) -> SessionView;
            fn cancel_sign_in() -> SessionView;
            fn open_demo() -> SessionView;
            fn set_pin(input: SetPinInput) -> SessionView;
            fn set_lock_after(minutes: u32) -> SessionView;
            fn practice() -> PracticeView;
            fn save_practice(input: PracticeView) -> PracticeView;
            fn issue_recovery_key() -> String;
            fn confirm_recovery_key(recovery_key: String) -> SessionView;
            fn postpone_recovery_key() -> SessionView;
        }
        sync {
            fn sync_status() -> SyncView;
            fn sync_now() -> SyncView;
            fn list_pending(limit: u32) -> Vec<PendingRow>;
            fn list_cases() -> Vec<CaseRow>;
            fn list_settled_cases() -> Vec<CaseRow>;
            fn settle_case(request: SettleCaseRequest) -> CaseRow;
            fn list_rejected() -> Vec<RejectedRow>;
            fn confirm_new_device() -> SyncView;
            fn verify_sync() -> ComparisonView;
            fn show_comparison() -> Option<ComparisonView>;
            fn sync_report_pdf(from: Option<String>, to: Option<String>) -> DocumentView;
        }
        devices {
            fn list_devices() -> DevicesView;
            fn rename_device(device_id: String, name: String) -> DevicesView;
            fn revoke_device(device_id: String, lost: bool) -> DevicesView;
            fn show_quarantine(device_id: String) -> Vec<PendingRow>;
            fn accept_quarantine(device_id: String) -> AcceptedView;
        }
        reception {
            fn reception() -> ReceptionView;
            fn find_candidates(text: String) -> Vec<Candidate>;
            fn resolve_scan(code: String) -> ScanTarget;
            fn check_in(request: CheckInRequest) -> CheckInResult;
            fn undo_check_in(request: UndoRequest) -> CardRow;
        }
        contacts {
            fn list_contacts(query: ContactQuery) -> ContactPage;
            fn show_contact(contact_id: String) -> ContactView;
            fn create_contact(input: ContactInput) -> ContactView;
            fn edit_contact_from(contact_id: String, seen: ContactInput, input: ContactInput) -> ContactView;
            fn find_duplicates(input: ContactInput) -> Vec<DuplicateHint>;
            fn contact_timeline(contact_id: String) -> Vec<TimelineEntry>;
            fn contact_duplicates(contact_id: String) -> Vec<DuplicateHint>;
            fn merge_contacts(winner_id: String, loser_id: String) -> ContactView;
            fn part_contact(contact_id: String) -> ContactView;
            fn delete_contact(contact_id: String) -> ContactView;
            fn restore_contact(contact_id: String) -> ContactView;
            fn restore_text(text_id: String) -> ContactView;
            fn preview_import(path: String) -> ImportPreview;
        }
        pos {
            fn list_products() -> Vec<ProductRow>;
            fn create_product(input: ProductInput) -> ProductRow;
            fn edit_product(product_id: String, input: ProductInput) -> ProductRow;
            fn preview_cart(cart: Cart) -> CartPreview;
            fn sell(cart: Cart) -> SaleResult;
            fn cancel_sale(request: StornoRequest) -> SaleResult;
            fn show_sale(receipt_number: String) -> SaleRow;
            fn receipt_pdf(receipt_number: String) -> DocumentView;
            fn till() -> TillView;
            fn move_cash(input: CashMovementInput) -> TillView;
            fn preview_count(input: CloseDayInput) -> CountPreview;
            fn close_day(input: CloseDayInput) -> ClosingResult;
            fn closing_pdf(z_number: u32) -> DocumentView;
        }
        checkin {
            fn list_cards(query: CardQuery) -> CardPage;
            fn show_card(card_id: String) -> CardView;
            fn sell_card(request: SellCardRequest) -> SaleResult;
        }
        invoicing {
            fn list_invoices(query: InvoiceQuery) -> InvoicePage;
            fn show_invoice(number: String) -> InvoiceView;
            fn preview_invoice(input: InvoiceInput) -> InvoicePreview;
            fn save_invoice_draft(input: InvoiceInput) -> InvoiceRow;
            fn load_invoice_draft(draft_id: String) -> InvoiceInput;
            fn delete_invoice_draft(draft_id: String) -> ();
            fn issue_invoice(input: InvoiceInput) -> IssuedInvoice;
            fn cancel_invoice(request: CancelInvoiceRequest) -> IssuedInvoice;
            fn pay_invoice(input: InvoicePaymentInput) -> InvoiceRow;
            fn invoice_pdf(number: String) -> DocumentView;
            fn invoice_xml(number: String) -> DocumentView;
        }
        commissions {
            fn list_statement_months() -> Vec<MonthRow>;
            fn show_statement(month: String, currency: Option<String>) -> StatementView;
            fn break_down_statement(month: String, currency: Option<String>) -> BreakdownView;
            fn explain_commission(entry_id: String) -> CommissionExplanation;
            fn dispute_commission(entry_id: String, reason: String) -> CommissionExplanation;
            fn reply_to_dispute(dispute_id: String, text: String) -> CommissionExplanation;
            fn recompute_statement(month: Option<String>) -> RecomputeResult;
            fn statement_pdf(month: String, currency: Option<String>) -> DocumentView;
            fn statement_csv(
                month: String,
                currency: Option<String>,
                language: Option<String>
            ) -> DocumentView;
            fn start_what_if() -> WhatIfStart;
            fn what_if(request: WhatIfRequest) -> WhatIfView;
            fn list_credit_notes() -> CreditNotesView;
            fn credit_note_pdf(number: String) -> DocumentView;
            fn object_to_credit_note(number: String, reason: String) -> CreditNotesView;
            fn show_tax_profile() -> TaxProfileView;
            fn save_tax_profile(input: TaxProfileInput) -> TaxProfileView;
            fn show_payout_notice() -> PayoutNoticeView;
            fn set_up_payouts() -> PayoutSetUpView;
            fn show_contract(
                kind: String,
                version: String,
                language: Option<String>
            ) -> ContractTextView;
            fn show_contract_notice() -> ContractNoticeView;
            fn accept_contract(input: ContractAcceptanceInput) -> ContractNoticeView;
            fn extract_names(
                month: String,
                reason: String,
                language: Option<String>
            ) -> NamedExtractView;
            fn list_sold_orders(query: SoldOrderQuery) -> SoldOrderPage;
            fn list_order_shares(order_id: String) -> Vec<OrderShareRow>;
            fn sold_orders_csv(query: SoldOrderQuery, language: Option<String>) -> DocumentView;
        }
        own_log {
            fn list_own_log(query: AuditQuery) -> AuditPage;
        }
        membership {
            fn show_membership() -> MembershipView;
            fn list_membership_offers() -> MembershipOffersView;
            fn buy_membership(input: BuyMembershipInput) -> MembershipPaymentView;
            fn end_membership_subscription(subscription_id: String) -> MembershipOffersView;
        }
        affiliates {
            fn list_affiliate_codes() -> AffiliateCodesView;
            fn create_affiliate_code(input: AffiliateCodeInput) -> AffiliateCodeRow;
            fn edit_affiliate_code(input: AffiliateCodeChange) -> AffiliateCodeRow;
            fn affiliate_flyer_pdf(code: String, language: String) -> DocumentView;
            fn affiliate_flyer_png(code: String) -> DocumentView;
        }
        administration {
            fn list_tenants() -> Vec<TenantRow>;
            fn deactivate_tenant(tenant_id: String, reason: String) -> LeftTenantView;
            fn list_agreements() -> Vec<AgreementRow>;
            fn create_agreement(input: AgreementInput) -> AgreementRow;
            fn change_agreement(change: AgreementChange) -> AgreementRow;
            fn deactivate_agreement(agreement_id: String) -> AgreementRow;
            fn list_platform_products() -> Vec<PlatformProductRow>;
            fn save_platform_product(input: PlatformProductInput) -> PlatformProductRow;
            fn list_attributions(after: Option<String>) -> AttributionPage;
            fn customer_attributions(customer_id: String) -> Vec<AttributionRow>;
            fn change_attribution(change: AttributionChange) -> Vec<AttributionRow>;
            fn list_platform_commissions(query: PlatformCommissionQuery) -> PlatformCommissionPage;
            fn explain_platform_order(order_id: String) -> Vec<NotPaidRow>;
            fn preview_payouts() -> PayoutPlanView;
            fn run_payouts(plan: String) -> PayoutRunView;
            fn list_payouts(before: Option<String>) -> PlatformPayoutPage;
            fn reconcile_payouts() -> ReconciliationView;
            fn confirm_payout(payout_id: String, reference: String) -> ();
            fn release_payout(payout_id: String, reason: String) -> ();
            fn return_payout(payout_id: String, returned_on: String, reason: String) -> ();
            fn list_sepa_files(before: Option<String>) -> SepaFilePage;
            fn list_sepa_file_payouts(file_id: String) -> Vec<SepaFilePayoutRow>;
            fn make_sepa_file(after: u32, execution_on: Option<String>) -> MadeSepaFileView;
            fn sepa_file_xml(number: u32) -> DocumentView;
            fn confirm_sepa_file(file_id: String, booked_on: String) -> ();
            fn reject_sepa_file(file_id: String, reason: String) -> ();
            fn void_sepa_file(file_id: String, reason: String) -> ();
            fn list_invitations() -> Vec<InvitationRow>;
            fn create_invitation(input: InvitationInput) -> InvitationRow;
            fn revoke_invitation(invitation_id: String) -> InvitationRow;
            fn list_audit_log(query: AuditQuery) -> AuditPage;
            fn list_platform_disputes(is_open: bool) -> Vec<PlatformDisputeRow>;
            fn answer_dispute(
                dispute_id: String,
                recipient_id: String,
                text: String,
                message_id: String
            ) -> ();
            fn settle_dispute(decision: DisputeDecision) -> ();
            fn show_payout_account(tenant_id: String) -> Option<PayoutAccountView>;
            fn put_payout_account(input: PayoutAccountInput) -> ();
            fn list_payment_problems(before: Option<String>) -> PaymentProblemPage;
            fn settle_payment_problem(event_id: String, reason: String) -> ();
            fn list_jobs(state: Option<String>, after: Option<String>) -> JobPage;
            fn list_job_attempts(job_id: String) -> Vec<JobAttemptRow>;
            fn retry_job(job_id: String, reason: String) -> ();
            fn list_mails(state: Option<String>, before: Option<String>) -> MailPage;
            fn retry_mail(mail_id: String) -> ();
            fn hand_over_mail(mail_id: String) -> ();
            fn search_customers(text: String, reason: String) -> CustomersFoundView;
            fn show_customer(customer_id: String, reason: String) -> CustomerFileView;
            fn show_issuer() -> IssuerView;
            fn put_issuer(input: IssuerInput) -> ();
            fn list_acceptances(is_outdated: bool, before: Option<String>) -> AcceptancePage;
            fn demand_contract(
                kind: String,
                version: String,
                needed_from: String,
                reason: String
            ) -> ();
        }
    }
    beside {
        // Written by hand in `files.rs` and `import.rs`, which need the window itself, and in
        // `key.rs` and `profiles.rs`, which need no desk.
        key: fn has_recovery_copy() -> bool;
        key: fn restore_key(recovery_key: String) -> ();
        profiles: fn list_profiles() -> ProfilesView;
        profiles: fn add_profile() -> String;
        profiles: fn switch_profile(folder: String) -> ();
        profiles: fn forget_profile(folder: String) -> ProfilesView;
        import: fn import_contacts(request: ImportRequest) -> ImportReport;
        import: fn cancel_import() -> ();
        files: fn save_document(document: DocumentView) -> Option<String>;
        files: fn pick_file() -> Option<String>;
        files: fn check_received_invoice() -> Option<ReceivedInvoiceView>;
    }
}

mod files;
mod import;
mod key;
mod profiles;
