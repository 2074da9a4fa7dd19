/** The catalogue's words for the page to which an app links. */

export const FROM_APP = {
  headings: { release: 'Release a machine', renew: 'Renew a license' },
  from: (product: string): string => `An app of ${product} has brought you here.`,
  none: 'You have no license of this product in this account. If it is in another account, log in with that one.',
  ownerRenews: 'Only the owner of the license can renew it.',
  renew: 'To buy a renewal, contact the seller. A coupon of the seller is used here.',
  ends: 'This page ends here. Go back to the app yourself when you have finished.',
  unlisted:
    'This page ends here: the link names an address that the seller has not listed, so it is not shown. Go back to the app yourself.',
  back: 'Back to the app',
  opens: 'The link opens',
};
