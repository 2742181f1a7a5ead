export interface Config {
  fleet?: {
    registry?: {
      /** The registries that are asked; no other is. */
      registries?: Array<{
        /** Host, as references of images name it, with its port where it has one; `docker.io` for those that name none. */
        host: string;
        /** Where it answers, if that is not `https://` and the host. Plain `http` only where somebody wrote it here. */
        url?: string;
        /** What is sent so that it lets us in; none by default. It should be able to read and no more. */
        credentials?:
          | 'none'
          | {
              username: string;
              /** @visibility secret */
              password: string;
            }
          | {
              /**
               * A bearer token that the registry itself takes.
               * @visibility secret
               */
              token: string;
            };
        /** Certificates of the authorities that may have signed the server's, PEM. Default: those of the system. */
        ca?: string;
        /** Path of a file with such certificates. */
        caFile?: string;
        /** Only images of these repositories, such as `shop/**`; `*` is anything without a slash, `**` anything. All by default. */
        include?: string[];
        /** No images of these. */
        exclude?: string[];
        /** How often it is looked whether something is to be asked; 60 by default. */
        intervalSeconds?: number;
        /** For one request; 20 by default. */
        timeoutSeconds?: number;
      }>;
    };
  };
}
