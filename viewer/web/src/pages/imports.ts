/** The upload form of imports: a table may be dropped anywhere on it; without this script the form works as it is. */

function armForm(form: HTMLFormElement): void {
  const input = form.querySelector<HTMLInputElement>("input[type=file]");
  if (!input) return;
  const show = (isOver: boolean): void => void form.classList.toggle("over", isOver);
  form.addEventListener("dragover", (event) => {
    event.preventDefault();
    show(true);
  });
  form.addEventListener("dragleave", () => show(false));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    show(false);
    const files = event.dataTransfer?.files;
    if (!files?.length) return;
    input.files = files;
    input.dispatchEvent(new Event("change"));
  });
  form.addEventListener("submit", () => {
    form.querySelector("button.primary")?.setAttribute("aria-busy", "true");
  });
}

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-drop]")) armForm(form);
