import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import forge from 'node-forge';
import { onTestFinished } from 'vitest';

interface Identity {
  readonly key: string;
  readonly certificate: string;
}

function makeIdentity(name: string, serial: string, by: Identity | null): Identity {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const own = forge.pki.privateKeyFromPem(key);
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.setRsaPublicKey(own.n, own.e);
  certificate.serialNumber = serial;
  certificate.validity.notBefore = new Date(Date.now() - 3_600_000);
  certificate.validity.notAfter = new Date(Date.now() + 3_600_000);
  const subject = [{ name: 'commonName', value: name }];
  certificate.setSubject(subject);
  const issuer = by === null ? null : forge.pki.certificateFromPem(by.certificate);
  certificate.setIssuer(issuer?.subject.attributes ?? subject);
  certificate.setExtensions([
    { name: 'basicConstraints', cA: by === null },
    { name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] },
  ]);
  certificate.sign(
    by === null ? own : forge.pki.privateKeyFromPem(by.key),
    forge.md.sha256.create(),
  );
  return { key, certificate: forge.pki.certificateToPem(certificate) };
}

/** A server on 127.0.0.1 whose certificate is by an authority that nobody knows; gone after the test. */
export async function tlsServer() {
  const authority = makeIdentity('Test Authority', '01', null);
  const { key, certificate } = makeIdentity('127.0.0.1', '02', authority);
  const heard: string[] = [];
  const server = createServer({ key, cert: certificate }, (request, response) => {
    heard.push(request.headers.authorization ?? '');
    response.end('{"fine":true}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { port, heard, ca: authority.certificate };
}
