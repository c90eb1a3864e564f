import type { ReceivedInvoiceView } from '$lib/backend/types';

const euros = (cents: number) => ({ cents, currency: 'EUR' });

/** An electronic invoice as a supplier sent it, with one mistake in it. */
export function receivedInvoice(): ReceivedInvoiceView {
  return {
    syntax: 'CII',
    isPdf: true,
    profile: 'EN 16931',
    kind: 'invoice',
    number: '2026-10432',
    issuedOn: '2026-11-18',
    dueOn: '2026-12-02',
    serviceFrom: '2026-11-16',
    serviceTo: '2026-11-16',
    buyerReference: '',
    preceding: [],
    seller: {
      name: 'Praxisbedarf Auenfeld GmbH',
      address: ['Werkstraße 12', '24105 Kiel'],
      country: 'DE',
      vatId: 'DE136695976',
      taxNumber: '',
      email: 'rechnung@praxisbedarf.example',
      phone: '',
    },
    buyer: {
      name: 'Praxis Birkenhain',
      address: ['Birkenhain 3', '24105 Kiel'],
      country: 'DE',
      vatId: '',
      taxNumber: '',
      email: '',
      phone: '',
    },
    lines: [
      {
        id: '1',
        text: 'Liegenauflage, 50 Meter',
        description: 'zweilagig, weiß',
        quantity: '12',
        unitCode: 'H87',
        unitNet: '9,90',
        net: euros(11_880),
        vatLabel: '19 %',
      },
      {
        id: '2',
        text: 'Massageöl Lavendel, 1 Liter',
        description: '',
        quantity: '4',
        unitCode: 'H87',
        unitNet: '24,50',
        net: euros(9_800),
        vatLabel: '19 %',
      },
    ],
    vat: [{ label: '19 %', net: euros(21_680), vat: euros(4_119), reason: '' }],
    net: euros(21_680),
    vatTotal: euros(4_119),
    gross: euros(25_799),
    paid: euros(0),
    due: euros(25_799),
    account: 'DE89370400440532013001',
    accountName: 'Praxisbedarf Auenfeld GmbH',
    reference: '2026-10432',
    mandate: '',
    notes: ['Zahlbar bis 02.12.2026 ohne Abzug.'],
    findings: [
      {
        code: 'ISO 13616',
        field: 'seller.iban',
        message: 'Die IBAN DE89370400440532013001 gibt es nicht: Länge oder Prüfziffer ist falsch.',
        blocking: true,
      },
    ],
  };
}
