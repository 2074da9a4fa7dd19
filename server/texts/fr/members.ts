/** The French words for the members of a license: who may use a seat, and what each sees of the other. */

import type { Formats } from '../../locale/formats.ts';
import type { MEMBERS as ENGLISH, memberTexts as english } from '../en/members.ts';
import type { Texts } from '../en/catalogue.ts';

const MACHINES = { one: 'appareil libéré', other: 'appareils libérés' };

export const MEMBERS: typeof ENGLISH = {
  heading: 'Membres',
  lead: 'Un membre utilise un poste de cette licence. Les membres ne voient jamais la clé de licence : ils activent l’application en se connectant.',
  none: 'Personne n’est encore membre.',
  noMachine: 'Aucun appareil',
  manager: 'Gestionnaire',
  you: 'Vous',
  change: 'Modifier ou retirer',
  leave: 'Quitter',
  offersHeading: 'Offres ouvertes',
  withdraw: 'Retirer',
  offerHeading: 'Offrir un poste',
  offerLead:
    'Saisissez le nom d’utilisateur d’un compte. La personne voit l’offre sur le portail et devient membre en l’acceptant. Nous ne disons pas si un compte porte ce nom.',
  offer: 'Offrir un poste',
  inviteHeading: 'Inviter par un lien',
  inviteLead:
    'Pour tout le monde, même sans compte. Le lien fonctionne une fois, pendant sept jours. Ne l’envoyez qu’à la personne voulue.',
  invite: 'Créer un lien',
  invitation: 'Voici le lien de l’invitation. Il n’est affiché que maintenant.',
  appoint: 'Nommer gestionnaire',
  appointLead:
    'Un gestionnaire peut offrir des postes, libérer des appareils et retirer des membres qui ne sont pas gestionnaires. Il ne voit pas la clé.',
  dismiss: 'Ne plus être gestionnaire',
  dismissLead:
    'Si le membre n’est plus gestionnaire, toutes les offres et invitations ouvertes de cette licence prennent fin.',
  offersEnd:
    'Toutes les offres et invitations ouvertes de cette licence prennent fin aussi, car un gestionnaire peut en avoir fait.',
  remove: 'Retirer le membre',
  removeSelf: 'Quitter cette licence',
  cancel: 'Annuler',
};

export const memberTexts = ({ count, day }: Formats): ReturnType<typeof english> => ({
  since: (first) => `Membre depuis le ${day(first)}`,
  until: {
    offer: (last) => `Offre, ouverte jusqu’au ${day(last)}`,
    invitation: (last) => `Invitation, ouverte jusqu’au ${day(last)}`,
  },
  machine: (machine, last) => `${machine}, vu pour la dernière fois le ${day(last)}`,
  removeHeading: (name) => `Retirer ${name} ?`,
  leaveHeading: 'Quitter cette licence ?',
  released: (machines) => `${count(machines, MACHINES)} :`,
  appStops: (machines) =>
    machines === 0
      ? 'Aucun appareil du membre n’utilise la licence.'
      : 'L’application s’y arrête la prochaine fois qu’elle contacte le serveur. Aucun travail n’est perdu.',
  offline: (last) => `Un appareil qui reste hors ligne peut utiliser l’application jusqu’au ${day(last)}.`,
  ends: 'Le compte ne voit plus la licence et ne peut activer aucune application avec elle.',
  impossible: 'Le membre ne peut pas être retiré maintenant',
});

export const offerTexts = ({ day }: Formats): Texts['offer'] => ({
  heading: (product) => `Utiliser un poste de ${product} ?`,
  until: (last) => `Vous pouvez accepter jusqu’au ${day(last)}.`,
  seenHeading: 'Le propriétaire et les gestionnaires voient de vous',
  seen: [
    'un nom comme M1, et depuis quand vous êtes membre',
    'le nom en deux mots de votre appareil, son surnom, quand il a été activé, quand il a été vu pour la dernière fois, et jusqu’à quand vaut son attestation de licence',
  ],
  seenUsername: 'votre nom d’utilisateur',
  unseenHeading: 'Ils ne voient pas',
  unseen: ['votre réseau, vos autres licences, et ce que vous faites avec l’application'],
  unseenUsername: 'votre nom d’utilisateur',
  yoursHeading: 'Vous voyez',
  yours: [
    'le produit, si la licence est valable, et combien de ses postes sont utilisés',
    'votre propre appareil et aucun autre ; ni la clé de licence, ni le nom du propriétaire',
  ],
  rulesHeading: 'Ce qui se passe',
  rules: [
    'Vous utilisez un poste, pour un appareil à la fois. Dans l’application, connectez-vous au lieu de saisir une clé de licence.',
    'Ils peuvent libérer votre appareil et vous retirer, et vous pouvez partir. Les règles du produit peuvent limiter le nombre de libérations d’un appareil.',
  ],
  accept: 'Accepter',
  decline: 'Refuser',
  signUp: 'Créer un compte',
  logInFirst: 'Si vous avez un compte, connectez-vous, puis ouvrez de nouveau le lien de l’invitation.',
});
