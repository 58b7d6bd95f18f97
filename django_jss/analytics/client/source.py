"""Where a visit comes from: what its referrer and the address of its first page say."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from urllib.parse import urlsplit

from django_jss.analytics.client.kept import storable

UTM_PARTS = ("source", "medium", "campaign", "term", "content")
LONGEST_PART = 200

# Hosts, without "www."; one covers all below it. A name that ends in "." stands for any country's domain.
SEARCH_ENGINES: Mapping[str, tuple[str, ...]] = {
    "Google": ("google.", "googlesyndicatedsearch.com"),
    "Bing": ("bing.com",),
    "Yahoo": ("search.yahoo.com", "search.yahoo.co.jp", "yahoo.com"),
    "DuckDuckGo": ("duckduckgo.com",),
    "Yandex": ("yandex.", "ya.ru"),
    "Baidu": ("baidu.com",),
    "Ecosia": ("ecosia.org",),
    "Brave": ("search.brave.com",),
    "Qwant": ("qwant.com",),
    "Startpage": ("startpage.com",),
    "Kagi": ("kagi.com",),
    "Naver": ("search.naver.com",),
    "Seznam": ("search.seznam.cz",),
    "Sogou": ("sogou.com",),
    "So.com": ("so.com",),
    "Swisscows": ("swisscows.com",),
    "Mojeek": ("mojeek.com",),
    "AOL": ("search.aol.com",),
    "Ask": ("ask.com",),
    "Coc Coc": ("coccoc.com",),
}
NETWORKS: Mapping[str, tuple[str, ...]] = {
    "Facebook": ("facebook.com", "fb.com", "fb.me", "messenger.com"),
    "Instagram": ("instagram.com",),
    "LinkedIn": ("linkedin.com", "lnkd.in"),
    "X": ("twitter.com", "t.co", "x.com"),
    "YouTube": ("youtube.com", "youtu.be"),
    "Pinterest": ("pinterest.",),
    "Reddit": ("reddit.com", "redd.it"),
    "TikTok": ("tiktok.com",),
    "Threads": ("threads.net", "threads.com"),
    "Mastodon": ("mastodon.social", "joinmastodon.org"),
    "Bluesky": ("bsky.app",),
    "WhatsApp": ("whatsapp.com", "wa.me"),
    "Telegram": ("telegram.org", "t.me"),
    "Snapchat": ("snapchat.com",),
    "Tumblr": ("tumblr.com",),
    "VK": ("vk.com", "vk.ru"),
    "Weibo": ("weibo.com",),
    "XING": ("xing.com",),
    "Quora": ("quora.com",),
    "Hacker News": ("news.ycombinator.com",),
    "GitHub": ("github.com",),
    "Stack Overflow": ("stackoverflow.com",),
    "Vimeo": ("vimeo.com",),
}
MAIL_HOSTS: Mapping[str, tuple[str, ...]] = {
    "Gmail": ("mail.google.com",),
    "Outlook": ("outlook.live.com", "outlook.office.com", "outlook.office365.com"),
    "Yahoo Mail": ("mail.yahoo.com",),
    "iCloud Mail": ("icloud.com",),
    "Proton Mail": ("mail.proton.me",),
    "GMX": ("gmx.net", "gmx.de"),
    "Web.de": ("web.de",),
    "Mail.ru": ("e.mail.ru",),
}
ASSISTANTS: Mapping[str, tuple[str, ...]] = {
    "ChatGPT": ("chatgpt.com", "chat.openai.com"),
    "Claude": ("claude.ai",),
    "Gemini": ("gemini.google.com",),
    "Copilot": ("copilot.microsoft.com",),
    "Perplexity": ("perplexity.ai",),
    "Mistral": ("chat.mistral.ai",),
    "DeepSeek": ("chat.deepseek.com",),
}
# By the entry that names what was found; the first list that knows a host decides.
_KINDS = {"mail": MAIL_HOSTS, "assistant": ASSISTANTS, "search_engine": SEARCH_ENGINES, "network": NETWORKS}
# Marks that advertisers put on links. Facebook's is not among them: it stands on every link that leaves it.
_CLICK_IDS = {
    "gclid": "Google Ads",
    "gbraid": "Google Ads",
    "wbraid": "Google Ads",
    "msclkid": "Microsoft Advertising",
    "ttclid": "TikTok Ads",
    "li_fat_id": "LinkedIn Ads",
}
_HOST = re.compile(r"[a-z0-9.-]{1,253}")


def source_of(referrer: str, query: Mapping[str, str], own_hosts: Collection[str]) -> dict[str, str]:
    """What is known of the source of a visit, by name; what is not is left out.

    `referrer_host`, at most one of `search_engine`, `network`, `mail` and `assistant` with the name of the one that it
    is, the five `utm_…` parameters of the address, and `paid` with the advertiser if it carries a click id. A page of
    our own is no referrer.
    """
    found = {f"utm_{part}": text for part in UTM_PARTS if (text := _text(query.get(f"utm_{part}", "")))}
    if advertiser := next((name for key, name in _CLICK_IDS.items() if query.get(key)), None):
        found["paid"] = advertiser
    host = host_of(referrer)
    if not host or host in own_hosts:
        return found
    found["referrer_host"] = host
    for kind, names in _KINDS.items():
        if name := _named(host, names):
            return {**found, kind: name}
    return found


def host_of(url: str) -> str:
    """The host of a URL in lower case, without port and "www."; empty if there is none."""
    try:
        host = (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""
    return host.removeprefix("www.") if _HOST.fullmatch(host) else ""


def _named(host: str, names: Mapping[str, tuple[str, ...]]) -> str:
    return next((name for name, hosts in names.items() if any(_is_below(host, known) for known in hosts)), "")


def _is_below(host: str, known: str) -> bool:
    if known.endswith("."):
        # Such as google.dk and google.co.uk, but not google.example.com.
        _, dot, tail = f".{host}".rpartition(f".{known}")
        return bool(dot) and re.fullmatch(r"(?:com?\.)?[a-z]{2,3}", tail) is not None
    return host == known or host.endswith(f".{known}")


def _text(value: str) -> str:
    return storable(value.strip(), at_most=LONGEST_PART)
