import type { Target } from '@landfall/backstage-plugin-fleet-common';
import { Missing } from '../../components/Missing';
import { useT } from '../../components/useT';
import styles from './RuntimeTable.module.css';

/** The images of a target by their last name; where they come from and what they resolved to is a title. */
export function Images({ images }: { images: Target['images'] }) {
  const t = useT();
  if (images.length === 0) {
    return <Missing reason={t('service.runtime.noImages')} />;
  }
  return (
    <>
      {images.map(({ container, reference, digest }) => (
        <span
          key={container}
          className={styles.image}
          title={[container, reference, digest].filter(Boolean).join('\n')}
        >
          {lastName(reference)}
        </span>
      ))}
    </>
  );
}

/** `cart:v1` of `registry.example/shop/cart:v1@sha256:…`. */
function lastName(reference: string): string {
  const [name] = reference.split('@');
  return name.slice(name.lastIndexOf('/') + 1);
}
