/**
 * What is spoken on a port, as its name says by the usual convention `<protocol>[-<suffix>]`; empty without a name. Platforms themselves only tell TCP from UDP.
 *
 * @public
 */
export function protocolOfPortName(portName: string): string {
  const name = portName.toLowerCase();
  if (/^grpc-web(-|$)/.test(name)) return 'grpc-web';
  return name.split('-')[0];
}

/**
 * The digest at the end of a reference or of the id of an image: `…@sha256:…`. A bare id names an image, not what a reference resolved to.
 *
 * @public
 */
export function digestOfImage(reference: string): string | undefined {
  return /@(sha(?:256|512):[0-9a-f]{32,128})$/.exec(reference)?.[1];
}
