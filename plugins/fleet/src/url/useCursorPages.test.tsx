import { act, renderHook } from '@testing-library/react';
import type { ReactNode } from 'react';
import { MemoryRouter, useLocation } from 'react-router-dom';
import { useCursorPages } from './useCursorPages';

function renderPages(address: string) {
  return renderHook(
    () => ({ pages: useCursorPages(), search: useLocation().search }),
    {
      wrapper: ({ children }: { children: ReactNode }) => (
        <MemoryRouter
          initialEntries={[address]}
          future={{ v7_startTransition: true, v7_relativeSplatPath: false }}
        >
          {children}
        </MemoryRouter>
      ),
    },
  );
}

it('goes forward and back, with the page in the address', () => {
  const { result } = renderPages('/?window=7');
  expect(result.current.pages).toMatchObject({
    cursor: undefined,
    before: 0,
    toPrevious: undefined,
  });
  act(() => result.current.pages.to('a'));
  act(() => result.current.pages.to('b'));
  expect(result.current.search).toBe('?window=7&cursor=b');
  expect(result.current.pages.before).toBe(2);
  act(() => result.current.pages.toPrevious?.());
  expect(result.current.search).toBe('?window=7&cursor=a');
  expect(result.current.pages.before).toBe(1);
  act(() => result.current.pages.toPrevious?.());
  expect(result.current.search).toBe('?window=7');
});

it('does not pretend to know the way back of a page opened by its address', () => {
  const { result } = renderPages('/?cursor=b');
  expect(result.current.pages).toMatchObject({
    cursor: 'b',
    before: undefined,
    toPrevious: undefined,
  });
  act(() => result.current.pages.to('c'));
  expect(result.current.pages.before).toBeUndefined();
  act(() => result.current.pages.toFirst());
  expect(result.current.pages).toMatchObject({ cursor: undefined, before: 0 });
});
