import { createApp } from '@backstage/frontend-defaults';

/** The portal's frontend. Which plugins it has is decided by `app.packages`, how they are set by `app.extensions`. */
export function createPortal() {
  return createApp();
}
