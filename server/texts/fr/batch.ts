/** The French words for what an owner does with several licenses at once. */

import type { Formats } from '../../locale/formats.ts';
import type { Texts } from '../en/catalogue.ts';

const LICENSES = { one: 'licence', other: 'licences' };
const MACHINES = { one: 'appareil libéré', other: 'appareils libérés' };

export const batchTexts = ({ count, number }: Formats): Texts['batch'] => ({
  select: (product) => `Sélectionner ${product}`,
  legend: 'Avec les licences sélectionnées',
  deeds: {
    assign: 'Offrir à quelqu’un un poste de chacune',
    release: 'Libérer des appareils',
    transfer: 'Les céder à un autre compte',
  },
  open: 'Continuer…',
  lead: 'La page suivante dit ce qui se passe avant que rien ne soit fait.',
  heading: 'Plusieurs licences',
  choose: (most) => `Sélectionnez ${number(1)} à ${number(most)} de vos licences, et ce qu’il faut en faire.`,
  headings: {
    assign: (licenses) => `Offrir un poste de ${count(licenses, LICENSES)} ?`,
    release: (licenses) => `Libérer des appareils de ${count(licenses, LICENSES)} ?`,
    transfer: (licenses) => `Céder ${count(licenses, LICENSES)} ?`,
  },
  followsHeading: 'Ce qui se passe',
  assigned: [
    'Un poste de chaque licence de cette liste est offert au compte. Il voit les offres dans le portail et devient membre en acceptant l’une d’elles.',
    'Une offre est ouverte sept jours, et vous pouvez la retirer sur la page des membres.',
    'Un membre ne voit jamais la clé de licence, et voit que vous partagez la licence.',
  ],
  apart:
    'Chaque licence est traitée à part : si l’une est refusée, les autres sont faites quand même. La page suivante dit ce qui a été fait et ce qui a été refusé.',
  together: 'Les appareils d’une licence sont libérés ensemble, ou aucun ne l’est.',
  unknown: 'Une licence qui n’est pas dans votre compte',
  noMachine: 'Aucun appareil n’utilise cette licence.',
  manyMachines:
    'Cette licence a trop d’appareils pour un seul formulaire. Libérez-les sur la page de la licence.',
  revoked: 'Une licence révoquée ne peut pas être partagée.',
  offered: 'Cette licence est déjà offerte à un compte.',
  unproved: 'Prouvez d’abord l’adresse e-mail avec laquelle cette licence a été achetée.',
  none: 'Rien ne peut être fait avec ces licences en ce moment.',
  receiver: 'Nom d’utilisateur du compte',
  submit: {
    assign: 'Offrir les postes',
    release: 'Libérer les appareils sélectionnés',
    transfer: 'Offrir ces licences',
  },
  back: 'Retour à vos licences',
  resultHeading: (done, licenses) => `Fait pour ${number(done)} sur ${count(licenses, LICENSES)}`,
  done: {
    assign: 'Un poste est offert.',
    release: (machines) => `${count(machines, MACHINES)}.`,
    transfer: 'La licence est offerte. Tant qu’elle n’est pas acceptée, vous pouvez retirer l’offre.',
  },
  gone: 'La licence n’est plus dans votre compte.',
  passing: 'Le serveur est occupé. Réessayez dans un instant.',
  refused: (reason) => `Non fait. ${reason}`,
});
