/** A newer version of a contract, for whoever accepted an older one. */
export const contractNotice = {
  title: (kind: string, version: string, accepted: string) =>
    `Your ${kind} has a new version: ${version}. You accepted ${accepted}.`,
  kinds: { distributor: 'distributor contract', affiliate: 'partner contract' } as Record<
    string,
    string
  >,
  otherKind: 'contract',
  otherKindTitle: 'Contract',
  noDay:
    'Take your time to read it. Until you accept, the earlier one holds, and nothing is locked.',
  from: (day: string) => `It is needed from ${day} on; please accept it before. Nothing is locked.`,
  due: (day: string) =>
    `It has been needed since ${day}. Nothing is locked; please read and accept it.`,
  action: 'Read and accept',
  dialogTitle: (kind: string, version: string) => `${kind}, version ${version}`,
  dialogText:
    'Both languages have the same content; the one in which you accept holds. You may stop at any time and go on later.',
  language: 'Language of the contract',
  languages: { de: 'German', en: 'English' },
  text: 'Text of the contract',
  hash: (sha256: string) => `Checksum (SHA-256): ${sha256}`,
  tick: 'I have read this version and accept it.',
  tickMissing: 'Please confirm that you have read this version and accept it.',
  name: 'Your name',
  nameHint: 'It stands beside the acceptance, with time and network address.',
  nameMissing: 'Please enter your name.',
  later: 'Later',
  accept: 'Accept',
  accepted: 'Contract accepted',
  acceptedText: (version: string) => `Version ${version} holds from now on.`,
};
