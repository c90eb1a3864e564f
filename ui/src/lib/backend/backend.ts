import type {
  Candidate,
  CardPage,
  CardQuery,
  CardView,
  Cart,
  CartPreview,
  CaseRow,
  CheckInRequest,
  CheckInResult,
  ContactPage,
  ContactQuery,
  PendingRow,
  PracticeView,
  ProductRow,
  ReceptionView,
  SaleResult,
  ScanTarget,
  SellCardRequest,
  SessionView,
  SignInInput,
  SyncView,
  UndoRequest,
} from './types';

/** Who works here, and for whom. */
export interface AccountBackend {
  session(): Promise<SessionView>;
  signIn(input: SignInInput): Promise<SessionView>;
  openDemo(): Promise<SessionView>;
  switchStaff(actorId: string): Promise<SessionView>;
  practice(): Promise<PracticeView>;
  savePractice(practice: PracticeView): Promise<PracticeView>;
}

/** The reception: who comes, who is due. */
export interface ReceptionBackend {
  reception(): Promise<ReceptionView>;
  resolveScan(code: string): Promise<ScanTarget>;
  findCandidates(text: string): Promise<Candidate[]>;
  checkIn(request: CheckInRequest): Promise<CheckInResult>;
  undoCheckIn(request: UndoRequest): Promise<void>;
}

/** Punch cards. */
export interface CardsBackend {
  listCards(query: CardQuery): Promise<CardPage>;
  card(cardId: string): Promise<CardView>;
  sellCard(request: SellCardRequest): Promise<SaleResult>;
}

/** Contacts. */
export interface ContactsBackend {
  listContacts(query: ContactQuery): Promise<ContactPage>;
}

/** The till. */
export interface PosBackend {
  listProducts(): Promise<ProductRow[]>;
  previewCart(cart: Cart): Promise<CartPreview>;
}

/** What waits, what is acknowledged, what must be settled. */
export interface SyncBackend {
  syncState(): Promise<SyncView>;
  syncNow(): Promise<SyncView>;
  listPending(): Promise<PendingRow[]>;
  listCases(): Promise<CaseRow[]>;
}

/** Everything the window can ask of the desk. It computes nothing itself. */
export interface Backend
  extends
    AccountBackend,
    ReceptionBackend,
    CardsBackend,
    ContactsBackend,
    PosBackend,
    SyncBackend {
  /** Calls back whenever something changed, by whichever hand; the result ends it. */
  onChange(listener: (change: Change) => void): () => void;
}

/** What changed: `sync` is the state of the pill, `data` anything that lists show. */
export type Change = 'sync' | 'data';
