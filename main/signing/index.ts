/** Signatures on files that leave: identities, CMS and its time stamps, and checking them. */
export { pieceDigests, sha256, signCms } from './cms.ts';
export { certificateFacts } from './certificate-facts.ts';
export { derLength } from './der.ts';
export { fingerprint, loadIdentity, makeIdentity, type SigningIdentity } from './identity.ts';
export { keepSigner, knownSigners, signersFolderOf } from './known-signers.ts';
export { adoptPkcs12, profileIdentity, signingIdentity } from './profile-identity.ts';
export { timeStamp } from './time-stamp.ts';
export { verifySigned, type SignatureVerdict } from './verify-signed.ts';
