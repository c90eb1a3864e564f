/** A newer version of a contract, for whoever accepted an older one. */
export const contractNotice = {
  title: (version: string, accepted: string) =>
    `Your contract has a new version: ${version}. You accepted ${accepted}.`,
  noDay:
    'Take your time to read it. Until you accept, the earlier one holds, and nothing is locked.',
  from: (day: string) => `It is needed from ${day} on; please accept it before. Nothing is locked.`,
  due: (day: string) =>
    `It has been needed since ${day}. Nothing is locked; please read and accept it.`,
  action: 'Read and accept',
  dialogTitle: (version: string) => `Contract, version ${version}`,
  dialogText: 'The German text decides. You may stop at any time and go on later.',
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
