/** The French words for the restriction of personal data, objection and withdrawal. */

import type { Formats } from '../../locale/formats.ts';
import type { Texts } from '../en/catalogue.ts';

export const restrictionTexts = ({ day }: Formats): Texts['rights']['restriction'] => ({
  heading: 'Limiter le traitement de vos données',
  lead: 'Vos applications continuent dans tous les cas et n’en savent rien. Vous pouvez mettre fin à chacun de ces choix à tout moment.',
  since: (first) => `En vigueur depuis le ${day(first)}.`,
  restricted: {
    heading: 'Garder mes données sans les utiliser',
    body: 'Notre personnel ne peut plus consulter vos licences, sauf pour un droit en justice ou une obligation légale. Vos requêtes ne sont pas comptées, aucun e-mail n’est envoyé à votre adresse pour les avis, et vos licences, vos commandes et votre compte ne sont pas supprimés selon leur âge. Les e-mails que vous demandez arrivent toujours.',
    begin: 'Limiter le traitement',
    end: 'Mettre fin à la limitation',
  },
  objected: {
    heading: 'Je m’oppose',
    body: 'Vos requêtes ne sont pas comptées et vous ne recevez pas d’actualités.',
    begin: 'M’opposer',
    end: 'Mettre fin à l’opposition',
  },
  withdraw: {
    heading: 'Je retire mon consentement aux e-mails',
    body: 'Votre adresse pour les avis est supprimée et plus aucun avis ne vous est envoyé.',
    begin: 'Supprimer mon adresse pour les avis',
  },
  telemetry:
    'Les statistiques qu’une application envoie ne portent ni votre nom ni un numéro de vous. Vous les désactivez dans l’application.',
});
