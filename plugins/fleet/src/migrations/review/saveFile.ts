/** Hands a text to the browser as a file to save. */
export function saveFile(file: {
  text: string;
  name: string;
  type: string;
}): void {
  const url = URL.createObjectURL(new Blob([file.text], { type: file.type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = file.name;
  link.click();
  // Not at once: some browsers begin to read it only after the click was handled.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
