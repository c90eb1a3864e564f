import type { de } from './de';
import { account } from './en/account';
import { administration } from './en/administration';
import { affiliates } from './en/affiliates';
import { devices } from './en/devices';
import { documents } from './en/documents';
import { contacts } from './en/contacts';
import { cards } from './en/cards';
import { commissions } from './en/commissions';
import { common } from './en/common';
import { errors } from './en/errors';
import { frame } from './en/frame';
import { invoicing } from './en/invoicing';
import { lists } from './en/lists';
import { membership } from './en/membership';
import { ownLog } from './en/own-log';
import { palette } from './en/palette';
import { pos } from './en/pos';
import { profiles } from './en/profiles';
import { reception } from './en/reception';
import { settings } from './en/settings';
import { soldOrders } from './en/sold-orders';
import { sync } from './en/sync';

/** Every text of the window in English. A missing or extra text does not compile. */
export const en = {
  account,
  administration,
  affiliates,
  cards,
  commissions,
  common,
  contacts,
  devices,
  documents,
  errors,
  frame,
  invoicing,
  lists,
  membership,
  ownLog,
  palette,
  pos,
  profiles,
  reception,
  settings,
  soldOrders,
  sync,
} satisfies typeof de;
