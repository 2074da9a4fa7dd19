/** The French words for the page to which an app links. */

import type { Texts } from '../en/catalogue.ts';

export const FROM_APP: Texts['fromApp'] = {
  headings: { release: 'Libérer un appareil', renew: 'Renouveler une licence' },
  from: (product) => `Une application de ${product} vous a amené ici.`,
  none: 'Ce compte n’a aucune licence de ce produit. Si elle est dans un autre compte, connectez-vous avec celui-là.',
  ownerRenews: 'Seul le propriétaire de la licence peut la renouveler.',
  renew: 'Pour acheter un renouvellement, adressez-vous au vendeur. Un coupon du vendeur s’utilise ici.',
  ends: 'Cette page s’arrête ici. Revenez vous-même à l’application quand vous avez terminé.',
  unlisted:
    'Cette page s’arrête ici : le lien nomme une adresse que le vendeur n’a pas inscrite, et qui n’est donc pas affichée. Revenez vous-même à l’application.',
  back: 'Retour à l’application',
  opens: 'Le lien ouvre',
};
