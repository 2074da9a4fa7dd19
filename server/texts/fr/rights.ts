/** The French words for requests about personal data: their pages, and the mails that tell what became of one. */

import type { Day } from '../../domain/kernel/day.ts';
import type { Asker, ExtensionReason, RefusalReason, RequestKind } from '../../domain/kernel/rights.ts';
import type { Formats } from '../../locale/formats.ts';
import type { Texts } from '../en/catalogue.ts';

const KINDS: Readonly<Record<RequestKind, string>> = {
  access: 'Montrez-moi les données enregistrées à mon sujet',
  portability: 'Donnez-moi mes données sous une forme que je puisse emporter',
  rectification: 'Corrigez mes données',
  erasure: 'Supprimez mes données',
  restriction: 'Gardez mes données, mais ne les utilisez plus',
  objection: 'Je m’oppose à l’utilisation de mes données',
  withdrawal: 'Je retire un consentement',
  know: 'Californie : dites-moi ce que vous savez de moi',
  delete: 'Californie : supprimez mes données',
  correct: 'Californie : corrigez mes données',
};

const ASKERS: Readonly<Record<Asker, string>> = {
  self: 'Je demande pour moi-même',
  agent: 'J’agis pour la personne qui a cette adresse',
  parent: 'Je suis parent de l’enfant qui a cette adresse',
};

export const rightsTexts = ({ day }: Formats): Omit<Texts['rights'], 'restriction'> => ({
  heading: 'Demande sur vos données',
  lead: 'Interrogez le vendeur sur les données enregistrées à votre sujet. Il ne faut pas de compte, et nous ne demandons aucun document.',
  byAccount: 'Avec un compte, c’est plus rapide : vous y voyez, corrigez et supprimez vos données vous-même.',
  kind: 'Que demandez-vous ?',
  kinds: KINDS,
  submit: 'M’envoyer un lien',
  stored:
    'Nous n’enregistrons pas l’adresse maintenant. Prenez celle avec laquelle vous avez acheté, ou celle qui récupère votre compte.',
  sent: 'Un lien part à toute adresse, que nous la connaissions ou non, une fois par jour. Il est valable trois jours. Si trop d’e-mails ont été demandés aujourd’hui, nous n’en envoyons pas : réessayez demain.',
  notArrived:
    'Pas d’e-mail ? Regardez dans vos courriers indésirables et essayez d’autres adresses que vous avez pu utiliser.',
  confirmHeading: 'Faire la demande',
  confirmLead:
    'Saisissez l’adresse à laquelle ce lien a été envoyé. À partir de là, nous la gardons chiffrée jusqu’à ce que vous ayez une réponse.',
  asker: 'Qui demande ?',
  askers: ASKERS,
  byKey:
    'Avez-vous acheté avec une autre adresse ? Alors saisissez votre clé de licence et le nom d’utilisateur du compte qui a la licence.',
  optional: (field) => `${field} (peut rester vide)`,
  confirm: 'Faire la demande',
  overHeading: 'Ce lien a expiré',
  over: 'Un lien est valable trois jours. Rien n’a été enregistré.',
  again: 'Demander un autre lien',
  madeHeading: 'Nous avons votre demande',
  made: 'La réponse vous est envoyée par e-mail. Notez le numéro : avec lui, vous pouvez interroger le vendeur.',
  number: 'Numéro',
  due: 'Réponse jusqu’au',
  day: (due: Day): string => day(due),
  answerHeading: 'Les données enregistrées à votre sujet',
  answerLead: (last: Day): string =>
    `C’est la réponse à votre demande. Enregistrez ou imprimez la page : elle s’ouvre jusqu’au ${day(last)}. Elle montre les données telles qu’elles sont maintenant ; aucune copie n’a été faite.`,
});

const EXTENSIONS: Readonly<Record<ExtensionReason, string>> = {
  complex: 'Le motif : la demande est complexe.',
  many: 'Le motif : les demandes sont nombreuses.',
};

const REFUSALS: Readonly<Record<RefusalReason, string>> = {
  unfounded: 'Le motif : la demande est manifestement infondée.',
  excessive: 'Le motif : la demande est excessive, parce qu’elle est répétée.',
  unidentified: 'Le motif : rien de ce que nous avons ne montre que les données vous concernent.',
  contract: 'Le motif : votre licence a besoin de ces données.',
  law: 'Le motif : une loi nous oblige à garder ces données.',
  claims: 'Le motif : les données sont nécessaires à des droits en justice.',
  others: 'Le motif : la réponse montrerait des données d’autres personnes.',
  twice:
    'Le motif : deux demandes pareilles de votre part ont reçu une réponse dans les douze derniers mois.',
};

export const requestMails = ({ day }: Formats): Texts['mail']['request'] => ({
  kinds: KINDS,
  link: {
    subject: 'Votre demande sur vos données',
    lead: 'Quelqu’un, sans doute vous, veut faire une demande sur les données enregistrées à votre sujet. Pour la faire, suivez ce lien dans les trois jours :',
    end: 'Si ce n’était pas vous, ignorez cet e-mail : rien n’est enregistré et rien ne change. Le même e-mail part à toute adresse.',
  },
  about: (kind) => `Votre demande : ${kind}.`,
  number: 'Son numéro :',
  answered: {
    subject: 'La réponse à votre demande',
    granted: 'Ce que vous avez demandé est fait.',
    nothing: 'Nous n’avons rien trouvé à votre sujet que la demande puisse concerner.',
    link: (last) => `La réponse s’ouvre jusqu’au ${day(last)} avec ce lien. Ne le donnez à personne :`,
    portal: 'Vous trouvez la réponse dans votre compte. Connectez-vous ici :',
  },
  extended: {
    subject: 'Votre demande prend plus de temps',
    lead: (due) => `Vous aurez une réponse jusqu’au ${day(due)}, plus tard que nous ne l’avions dit.`,
    reasons: EXTENSIONS,
  },
  refused: {
    subject: 'Votre demande est refusée',
    lead: 'Le vendeur refuse votre demande.',
    reasons: REFUSALS,
    appeal:
      'Si vous n’êtes pas d’accord, écrivez au vendeur et indiquez le numéro : quelqu’un examine de nouveau la demande et vous répond.',
    authority:
      'Vous pouvez aussi saisir la justice, ou vous plaindre à une autorité de protection des données :',
    /** Where to complain if the vendor names no authority: the list of those in Europe, and that of California. */
    authorities: {
      gdpr: 'Liste des autorités en Europe : https://www.edpb.europa.eu/about-edpb/about-edpb/members_fr',
      ccpa: 'Autorité de protection des données de Californie : https://cppa.ca.gov/webapplications/complaint',
    },
  },
});
