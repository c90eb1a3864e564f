import { account } from './de/account';
import { administration } from './de/administration';
import { affiliates } from './de/affiliates';
import { devices } from './de/devices';
import { documents } from './de/documents';
import { contacts } from './de/contacts';
import { cards } from './de/cards';
import { commissions } from './de/commissions';
import { common } from './de/common';
import { errors } from './de/errors';
import { frame } from './de/frame';
import { invoicing } from './de/invoicing';
import { lists } from './de/lists';
import { membership } from './de/membership';
import { ownLog } from './de/own-log';
import { palette } from './de/palette';
import { pos } from './de/pos';
import { profiles } from './de/profiles';
import { reception } from './de/reception';
import { settings } from './de/settings';
import { soldOrders } from './de/sold-orders';
import { sync } from './de/sync';

/** Every text of the window in German. The English catalogue must have the same shape. */
export const de = {
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
};
