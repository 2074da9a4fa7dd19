/** The catalogue's words for a customer who claims licenses by the email address of the purchase. */

export const CLAIM = {
  heading: 'Claim your licenses',
  lead: 'Prove the email address with which you bought, and you become the owner of its licenses. You need no key.',
  rule: 'A license stays with its owner if that account has proved the same address, has an email address of its own, or shares the license with members. If it only shares the license, you can take it over: the owner then has seven days to refuse.',
  takeOver: 'Begin a take-over where the owner has proved no address and shares the license',
  takeOverHint:
    'The owner learns of it and has seven days to refuse; then the seller decides. Otherwise you become the owner: all keys end, and the owner and the members lose the license. The machines in use keep running.',
  submit: 'Mail me a code',
  proofHeading: 'Check your mail',
  proofLead: (email: string): string =>
    `We sent a code to ${email}. Enter it here within ten minutes. It comes even if nothing was bought with this address.`,
  prove: 'Claim the licenses',
};
