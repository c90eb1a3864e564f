import { describe, expect, it } from 'vitest';
import { detailsOf, fieldsOf, isUnreadable, saysSomething } from './details';

describe('what else an invoice says', () => {
  it('is an electronic invoice when nothing was chosen, and says nothing else', () => {
    const details = detailsOf({});
    expect([details.profile, saysSomething(details), isUnreadable(details)]).toEqual([
      'en16931',
      false,
      false,
    ]);
  });

  it('comes back from the core as it was entered', () => {
    const details = detailsOf({
      profile: 'xrechnung',
      buyerReference: '04011000-1234512345-06',
      intro: 'Guten Tag',
      cashDiscounts: [{ percentBp: 250, days: 10 }],
    });
    expect(details.discounts).toEqual([{ percent: '2,5', days: '10' }]);
    expect(detailsOf(fieldsOf(details))).toEqual(details);
    expect(saysSomething(details)).toBe(true);
  });

  it('leaves a blank discount out and finds one that cannot be read', () => {
    const details = detailsOf({});
    details.discounts.push({ percent: '', days: '' });
    expect([fieldsOf(details).cashDiscounts, isUnreadable(details)]).toEqual([[], false]);
    details.discounts[0] = { percent: 'zwei', days: '10' };
    expect(isUnreadable(details)).toBe(true);
  });
});
