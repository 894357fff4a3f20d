/** <cd-field lang>: entries of the field kit, kept on the device, sent when there is a network. */

import { entryOf, nameOf, newEntry, type Entry, type FieldRecord, type Kind, type Kit } from "../core/field";
import { sayField } from "../core/field-strings";
import type { Language } from "../core/scene";
import { languageOf } from "../core/strings";
import { button, make, toggle } from "./dom";
import { conflictForm } from "./field-conflict";
import { FieldForm } from "./field-form";
import { entryList, takenList } from "./field-list";
import { FieldStore, StoreError, type Photo } from "./field-store";
import { FieldSync, LoginError, OfflineError } from "./field-sync";

export class FieldElement extends HTMLElement {
  #lang: Language = "vi";
  #store: FieldStore | null = null;
  #sync: FieldSync | null = null;
  #kit: Kit | null = null;
  #isSending = false;
  readonly #net = make("p", { class: "cd-field-net", "aria-live": "polite" });
  readonly #notice = make("p", { class: "flash", role: "status", hidden: "" });
  readonly #problems = make("ul", { class: "fault-text", role: "alert", hidden: "" });
  readonly #bar = make("div", { class: "cd-field-bar" });
  readonly #taken = make("section", {});
  readonly #list = make("div", {});
  readonly #form = make("div", {});

  connectedCallback(): void {
    if (this.#store) return;
    this.#lang = languageOf(this);
    const list = make("section", { "aria-label": this.#say("title") }, make("h2", {}, this.#say("title")), this.#list);
    this.replaceChildren(this.#net, this.#notice, this.#problems, this.#bar, this.#form, list, this.#taken);
    for (const name of ["online", "offline"]) window.addEventListener(name, () => this.#netChanged());
    void this.#open();
  }

  /** Tells whether the page itself is kept for times without network. */
  showReady(words: "ready" | "preparing" | "notReady"): void {
    this.dataset["kept"] = words;
    this.#showNet();
  }

  #say(key: Parameters<typeof sayField>[1], values: Readonly<Record<string, string | number>> = {}): string {
    return sayField(this.#lang, key, values);
  }

  async #open(): Promise<void> {
    try {
      this.#store = await FieldStore.open();
    } catch {
      this.#tell(this.#say("noStore"), "error");
      return;
    }
    this.#sync = new FieldSync(this.#store, this.#lang, {
      sending: (entry) => this.#tell(this.#say("sending", { name: nameOf(entry) })),
      sendingPhoto: (entry, done, total) => this.#tell(this.#say("sendingPhoto", { name: nameOf(entry), done, total })),
      photoFailed: (photo, reason) => this.#complain(this.#say("photoFailed", { file: photo.name, reason })),
    });
    this.#kit = await this.#store.kit();
    await this.#refresh();
    this.#netChanged();
    this.dataset["state"] = "open";
  }

  #netChanged(): void {
    this.#showNet();
    if (navigator.onLine && !this.#isSending) void this.#sendIfWaiting();
  }

  #showNet(): void {
    const kept = this.dataset["kept"];
    const words = [this.#say(navigator.onLine ? "online" : "offline")];
    if (kept === "ready" || kept === "preparing" || kept === "notReady") words.push(this.#say(kept));
    this.#net.textContent = words.join(" · ");
    this.#net.dataset["online"] = String(navigator.onLine);
  }

  #tell(text: string, kind: "success" | "error" | "info" = "info"): void {
    this.#notice.className = `flash ${kind}`;
    this.#notice.textContent = text;
    toggle(this.#notice, text !== "");
  }

  #complain(text: string): void {
    this.#problems.append(make("li", {}, text));
    toggle(this.#problems, true);
  }

  async #refresh(): Promise<void> {
    const store = this.#store;
    if (!store) return;
    const entries = await store.entries();
    const counts = new Map<string, number>();
    for (const { uid, state } of entries) {
      const photos = await store.photos(uid);
      counts.set(uid, (state === "sent" ? photos.filter((photo) => !photo.isSent) : photos).length);
    }
    this.#list.replaceChildren(entryList(entries, counts, this.#lang, (entry) => void this.#edit(entry)));
    this.#showBar(entries, counts);
    this.#showTaken();
  }

  #showBar(entries: readonly Entry[], photos: ReadonlyMap<string, number>): void {
    const waiting = entries.filter((entry) => entry.state === "waiting" || (entry.state === "sent" && (photos.get(entry.uid) ?? 0) > 0));
    const pressed = (action: string, label: string, press: () => void, primary = false) => {
      const made = button(action, label, press);
      made.className = primary ? "button primary" : "button";
      return made;
    };
    const parts = [
      pressed("new-artifact", this.#say("newArtifact"), () => void this.#edit(this.#blank("artifact")), waiting.length === 0),
      pressed("new-site", this.#say("newSite"), () => void this.#edit(this.#blank("site"))),
    ];
    if (waiting.length) parts.push(pressed("send", this.#say("sendCount", { count: waiting.length }), () => void this.#send(), true));
    if (entries.some((entry) => entry.state === "sent" && !waiting.includes(entry))) parts.push(pressed("remove-sent", this.#say("removeSent"), () => void this.#removeSent()));
    this.#bar.replaceChildren(...parts);
  }

  #blank(kind: Kind): Entry {
    const now = new Date();
    const day = new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
    const known = { count: "1", recorder: this.#kit?.recorder ?? "", recorded_on: day, site: this.#kit?.site ?? "" };
    return newEntry(kind, crypto.randomUUID(), now, kind === "artifact" ? known : {});
  }

  async #edit(entry: Entry): Promise<void> {
    this.#tell("");
    if (entry.state === "conflict") {
      const form = conflictForm(entry, this.#lang, (settled) => void this.#keep(settled, [], []).then(() => this.#send()), () => this.#close());
      this.#form.replaceChildren(form);
      form.querySelector("input")?.focus();
      return;
    }
    const photos = (await this.#store?.photos(entry.uid)) ?? [];
    const isKept = (await this.#store?.entries())?.some(({ uid }) => uid === entry.uid) ?? false;
    const form = new FieldForm(this.#lang, entry, this.#kit, photos, {
      save: (changed, added, removed) => void this.#keep(changed, added, removed),
      cancel: () => this.#close(),
      remove: isKept ? () => this.#askRemove(entry) : null,
    });
    this.#form.replaceChildren(form.element);
    form.element.scrollIntoView({ block: "start" });
    form.focus();
  }

  #close(): void {
    this.#form.replaceChildren();
    this.#bar.querySelector("button")?.focus();
  }

  async #keep(entry: Entry, added: readonly File[], removed: readonly string[]): Promise<void> {
    const store = this.#store;
    if (!store) return;
    try {
      await store.putEntry(entry);
      for (const file of added) await store.putPhoto(photoOf(entry.uid, file));
      for (const id of removed) await store.dropPhoto(id);
    } catch (error) {
      const isFull = error instanceof StoreError && error.isFull;
      this.#tell(this.#say(isFull ? "full" : "noStore", { name: nameOf(entry) }), "error");
      return;
    }
    this.#close();
    this.#tell(this.#say("kept", { name: nameOf(entry) }), "success");
    await this.#refresh();
    await this.#sendIfWaiting();
  }

  #askRemove(entry: Entry): void {
    const yes = button("remove-yes", this.#say("removeYes"), () => void this.#remove(entry));
    yes.className = "button danger";
    const no = button("remove-no", this.#say("cancel"), () => void this.#edit(entry));
    no.className = "button quiet";
    this.#form.replaceChildren(make("div", { class: "flash", role: "alertdialog" }, make("p", {}, this.#say("removeAsk", { name: nameOf(entry) })), yes, " ", no));
    no.focus();
  }

  async #remove(entry: Entry): Promise<void> {
    await this.#store?.dropEntry(entry.uid);
    this.#close();
    await this.#refresh();
  }

  async #removeSent(): Promise<void> {
    const store = this.#store;
    if (!store) return;
    for (const entry of await store.entries()) {
      const waiting = (await store.photos(entry.uid)).some((photo) => !photo.isSent);
      if (entry.state === "sent" && !waiting) await store.dropEntry(entry.uid);
    }
    await this.#refresh();
  }

  async #sendIfWaiting(): Promise<void> {
    const entries = (await this.#store?.entries()) ?? [];
    if (navigator.onLine && entries.some((entry) => entry.state === "waiting")) await this.#send();
  }

  async #send(): Promise<void> {
    const [store, sync] = [this.#store, this.#sync];
    if (!store || !sync || this.#isSending) return;
    this.#isSending = true;
    this.#problems.replaceChildren();
    toggle(this.#problems, false);
    try {
      await sync.signIn();
      this.#report(await this.#sendAll(store, sync));
    } catch (error) {
      this.#failed(error);
    } finally {
      this.#isSending = false;
      await this.#refresh();
    }
  }

  async #sendAll(store: FieldStore, sync: FieldSync): Promise<readonly Entry[]> {
    const results: Entry[] = [];
    for (const entry of await store.entries()) {
      const isDone = entry.state === "sent" && (await store.photos(entry.uid)).every((photo) => photo.isSent);
      if (!isDone && (entry.state === "waiting" || entry.state === "sent")) results.push(await sync.send(entry));
    }
    return results;
  }

  #report(results: readonly Entry[]): void {
    const count = results.filter((entry) => entry.state === "sent").length;
    const left = results.length - count;
    this.#tell(this.#say(left ? "sentSome" : "sentAll", { count, left }), left ? "error" : "success");
  }

  #failed(error: unknown): void {
    if (error instanceof LoginError) {
      this.#tell(this.#say("signIn") + " ", "error");
      this.#notice.append(make("a", { href: `/${this.#lang}/login?next=${encodeURIComponent(location.pathname)}` }, this.#say("signInLink")));
      return;
    }
    if (!(error instanceof OfflineError)) throw error;
    this.#tell(this.#say("noNetwork"), "info");
  }

  #showTaken(): void {
    const kit = this.#kit;
    const box = make("input", { id: "take-site", autocomplete: "off", value: kit?.site ?? "", list: "take-sites" });
    const sites = make("datalist", { id: "take-sites" }, ...(kit?.sites ?? []).map((site) => make("option", { value: site.number }, site.values["title_vi"] ?? "")));
    const take = button("take-kit", this.#say("takeNow"), () => void this.#take(box.value.trim()));
    take.className = "button";
    const words = kit ? [make("p", { class: "muted" }, this.#takenWords(kit)), ...(kit.isCut ? [make("p", { class: "fault-text" }, this.#say("takenCut"))] : [])] : [];
    const found = kit ? [takenList(kit, this.#lang, (record) => void this.#editTaken(record))] : [];
    this.#taken.replaceChildren(
      make("h2", {}, this.#say("take")),
      make("p", {}, this.#say("takeHint")),
      make("div", { class: "field" }, make("label", { for: "take-site" }, this.#say("takeSite")), box, sites),
      take,
      ...words,
      ...found,
    );
  }

  #takenWords(kit: Kit): string {
    const time = new Date(kit.madeAt).toLocaleString(this.#lang === "vi" ? "vi-VN" : "en-GB", { dateStyle: "short", timeStyle: "short" });
    const counts = { sites: kit.sites.length, artifacts: kit.artifacts.length, site: kit.site, time };
    return this.#say(kit.site ? "taken" : "takenSites", counts);
  }

  async #take(site: string): Promise<void> {
    try {
      const kit = await this.#sync?.fetchKit(site);
      if (!kit) return;
      await this.#store?.putKit(kit);
      this.#kit = kit;
      this.#tell(this.#takenWords(kit), "success");
      this.#showTaken();
    } catch (error) {
      this.#failed(error);
    }
  }

  /** An entry that is begun already goes on; nobody's work is written over. */
  async #editTaken(record: FieldRecord): Promise<void> {
    const begun = (await this.#store?.entries())?.find((entry) => entry.uid === record.uid && entry.state !== "sent");
    await this.#edit(begun ?? entryOf(record, new Date()));
  }
}

function photoOf(uid: string, file: File): Photo {
  return { id: crypto.randomUUID(), uid, name: file.name.normalize("NFC"), blob: file, isSent: false };
}

export function defineField(): void {
  if (!customElements.get("cd-field")) customElements.define("cd-field", FieldElement);
}
