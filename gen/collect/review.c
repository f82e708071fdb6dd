#include "collect/collect.h"

#include <string.h>

static const char head[] =
    "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; script-src "
    "'unsafe-inline'; style-src 'unsafe-inline'\">\n"
    "<meta name=\"viewport\" content=\"width=device-width\">\n"
    "<style>\n"
    "body{font:16px/1.4 sans-serif;margin:0 auto;max-width:60rem;padding:1rem;color:#111;background:#fff}\n"
    "header{position:sticky;top:0;background:#fff;border-bottom:1px solid #555;padding:.5rem 0}\n"
    "h1{font-size:1.2rem;margin:0 1rem 0 0;display:inline}h2{font-size:1.1rem;margin:1.5rem 0 .5rem}\n"
    "article{border:2px solid #bbb;border-radius:4px;padding:.5rem;margin:.5rem 0}\n"
    "article:focus-within{border-color:#0645ad}article.done{background:#eef6ee}\n"
    "img{max-width:100%;display:block;margin:.3rem 0}\n"
    "button,input{font:inherit;padding:.2rem .6rem;margin:.1rem}\n"
    "button[aria-pressed=true]{background:#0645ad;color:#fff}\n"
    "p{margin:.2rem 0}.why{color:#333}\n"
    ".sheet{display:flex;flex-wrap:wrap;gap:.4rem}.sheet article{width:14rem;margin:0;padding:.3rem;font-size:.8rem}\n"
    "</style>\n";

/* In parts, as long as compilers must take them. */
static const char *const script[] = {
    "const data=JSON.parse(document.getElementById('data').textContent),key='fleetsheet '+data.lab+' '+data.run;\n"
    "let state={};try{state=JSON.parse(localStorage.getItem(key))||{}}catch(e){}\n"
    "const all=[...data.pages.map((d,i)=>({...d,page:true,n:'p'+i})),...data.items.map((d,i)=>({...d,n:'i'+i}))];\n"
    "const rank=d=>d.page?0:d.taken?4:d.taken===''?3:d.options?1:2,list=document.querySelector('main');\n"
    "all.sort((a,b)=>rank(a)-rank(b)||(rank(a)>1?(a.question<b.question?-1:a.question>b.question?1:0):0));\n"
    "const open=all.filter(d=>rank(d)<3);\n"
    "const keep=()=>{try{localStorage.setItem(key,JSON.stringify(state))}catch(e){}"
    "document.getElementById('count').textContent=open.filter(d=>d.n in state).length+' of '+open.length+' decided'};\n"
    "const make=(tag,text,into)=>{const "
    "e=document.createElement(tag);if(text)e.textContent=text;if(into)into.append(e);"
    "return e};\n"
    "const cards=[],past=[];\n"
    "const move=(i)=>{const "
    "c=cards[Math.max(0,Math.min(cards.length-1,i))];if(c){(c.querySelector('input')||c.querySelector"
    "('button')).focus();c.scrollIntoView({block:'center'})}};\n"
    "const titles=['Pages that nobody could be found for','Boxes','What is written','Taken for empty: is anything in "
    "these?','A sample of what was read as sure'];let section=-1,into=list;\n"
    "for(const d of all){\n"
    " if(rank(d)!=section){section=rank(d);make('h2',titles[section],list);"
    "into=section>2?make('div','',list):list;if(section>2)into.className='sheet'}\n"
    " const card=make('article','',into),i=cards.push(card)-1,shown=()=>card.classList.toggle('done',d.n in state);\n"
    " const decide=(v)=>{past.push([d.n,state[d.n],i]);if(v===null)delete state[d.n];else state[d.n]=v;shown();keep();"
    "for(const b of card.querySelectorAll('button[data-v]'))b.setAttribute('aria-pressed',state[d.n]===b.dataset.v)};\n"
    " const name=d.page?d.where:rank(d)%3==1?d.question+', '+d.id+(d.scenario?', '+d.scenario:''):d.question;\n"
    " const title=make('p',name,card);title.id='t'+i;card.setAttribute('aria-labelledby',title.id);\n"
    " if(d.why)make('p',d.why+(d.where&&!d.page?' ('+d.where+')':''),card).className='why';\n"
    " const "
    "source=d.picture&&(document.getElementById(d.picture)||document.getElementById(d.picture.replace(/^c(\\d+)-.*/"
    ",'p$1')));\n"
    " if(source){const img=make('img','',card);img.src=source.dataset.jpeg;img.alt='cut of the page: '+name;}\n"
    " const ask=()=>{\n"
    " if(d.page){\n"
    "  const id=make('input','',card),n=make('input','',card);id.setAttribute('aria-label','id of the person');"
    "n.setAttribute('aria-label','number of the page');id.placeholder='id';n.placeholder='page';n.size=4;\n"
    "  const old=state[d.n]||{id:'',page:''};id.value=old.id;n.value=old.page;\n"
    "  const set=()=>decide(id.value.trim()&&+n.value>0?{id:id.value.trim(),page:n.value.trim()}:null);\n"
    "  id.onchange=n.onchange=set;n.onkeydown=e=>{if(e.key=='Enter'){set();move(i+1);e.preventDefault()}};\n"
    " }else if(d.options){\n"
    "  for(const o of [...d.options.split(' '),'']){const b=make('button',o||'none',card);b.dataset.v=o;"
    "b.setAttribute('aria-pressed',state[d.n]===o);b.onclick=()=>{decide(o);move(i+1)}}\n",
    "  if(d.proposal)make('p','Enter: '+d.proposal,card);\n"
    "  card.onkeydown=e=>{if(e.ctrlKey||e.altKey||e.metaKey)return;const o=d.options.split(' "
    "').find(o=>o.toLowerCase()=="
    "e.key.toLowerCase());if(o||e.key=='0'){decide(o||'');move(i+1);e.preventDefault()}"
    "else if(e.key=='Enter'){if(d.proposal&&!(d.n in state))decide(d.proposal);move(i+1);e.preventDefault()}};\n"
    " }else{\n"
    "  const t=make('input','',card);t.setAttribute('aria-label','what is written: '+name);t.value=state[d.n]||'';"
    "t.onchange=()=>decide(t.value.trim()||null);\n"
    "  const none=make('button','nothing is "
    "written',card);none.dataset.v='';none.setAttribute('aria-pressed',state[d.n]==="
    "'');none.onclick=()=>{t.value='';decide('');move(i+1)};\n"
    "  t.onkeydown=e=>{if(e.key=='Enter'){decide(t.value.trim()||null);move(i+1);e.preventDefault()}};\n"
    " }};\n"
    " if(section<3||d.n in state)ask();\n"
    " else{const b=make('button',d.taken?d.taken+' is not right':'something is there',card);"
    "b.setAttribute('aria-describedby',title.id);b.onclick=()=>{b.remove();ask();move(i)}}\n"
    " shown();\n"
    "}\n"
    "keep();\n"
    "document.onkeydown=e=>{const "
    "typing=e.target.tagName=='INPUT',at=cards.findIndex(c=>c.contains(document.activeElement));\n"
    " if(e.key=='ArrowDown'){move(at+1);e.preventDefault()}else if(e.key=='ArrowUp'){move(at-1);e.preventDefault()}\n"
    " else if(!typing&&e.key.toLowerCase()=='u'&&past.length&&!e.ctrlKey){const "
    "[n,v,i]=past.pop();if(v===undefined)delete "
    "state[n];else state[n]=v;keep();location.hash='';cards[i].classList.toggle('done',n in state);"
    "for(const b of cards[i].querySelectorAll('button[data-v]'))b.setAttribute('aria-pressed',state[n]===b.dataset.v);"
    "move(i)}};\n"
    "const "
    "cell=t=>/[\",\\n\\r]/.test(t)?'\"'+t.replace(/\"/g,'\"\"')+'\"':/^[=+\\-@\\t\\r]/.test(t)&&isNaN(t)?\"'\"+t:t;\n"
    "document.getElementById('save').onclick=()=>{\n"
    " const rows=[['id',...(data.scenarios?['scenario']:[]),'question','answer','sheet_page','seen']];\n"
    " for(const d of all){const v=state[d.n];if(v===undefined)continue;\n"
    "  if(d.page)rows.push([v.id,...(data.scenarios?['']:[]),'','',v.page,d.seen]);\n"
    "  else rows.push([d.id,...(data.scenarios?[d.scenario]:[]),d.question,v,'',d.seen]);}\n"
    " const text='\\ufeff'+rows.map(r=>r.map(cell).join(',')).join('\\r\\n')+'\\r\\n';\n"
    " const a=document.createElement('a');a.href=URL.createObjectURL(new Blob([text],{type:'text/csv'}));"
    "a.download='decisions.csv';a.click();};\n"
    "move(cards.findIndex(c=>!c.classList.contains('done')));\n"};

void collect_review_head(struct text *out, const char *title) {
    text_puts(out, head);
    text_puts(out, "<title>Review: ");
    text_puts_xml(out, title);
    text_puts(out, "</title>\n</head>\n<body>\n<header><h1>");
    text_puts_xml(out, title);
    text_puts(out, "</h1> <span id=\"count\" role=\"status\"></span> <button id=\"save\">Save decisions.csv</button>\n"
                   "<p>A letter chooses, 0 is none, Enter takes the proposal or goes on, U takes back, arrows move. "
                   "What is typed is read after saving, by <code>fleetsheet collect ... --decisions "
                   "decisions.csv</code>.</p></header>\n<main></main>\n");
}

void collect_review_picture(struct text *out, const char *name, const char *jpeg, size_t length) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    text_printf(out, "<i hidden id=\"%s\" data-jpeg=\"data:image/jpeg;base64,", name);
    for (size_t i = 0; i < length; i += 3) {
        unsigned bits = 0;
        for (size_t k = 0; k < 3; k++)
            bits = bits << 8 | (i + k < length ? (unsigned char)jpeg[i + k] : 0);
        for (size_t k = 0; k < 4; k++)
            text_putc(out, i + k <= length ? digits[bits >> (18 - 6 * k) & 63] : '=');
    }
    text_puts(out, "\"></i>\n");
}

void collect_review_member(struct text *out, const char *name, const char *text) {
    if (!text)
        return;
    text_printf(out, "%s\"%s\":\"", out->bytes[out->length - 1] == '{' ? "" : ",", name);
    for (; *text; text++) {
        if ((unsigned char)*text < 0x20 || *text == '<' || *text == '"' || *text == '\\')
            text_printf(out, "\\u%04x", (unsigned)(unsigned char)*text);
        else
            text_putc(out, *text);
    }
    text_putc(out, '"');
}

void collect_review_tail(struct text *out, const char *lab, bool scenarios, const struct text *items,
                         const struct text *pages) {
    /* what was decided belongs to these doubts */
    uint32_t run = 2166136261u;
    for (size_t i = 0; i < items->length + pages->length; i++)
        run =
            (run ^ (unsigned char)(i < items->length ? items->bytes[i] : pages->bytes[i - items->length])) * 16777619u;
    text_puts(out, "<script type=\"application/json\" id=\"data\">{");
    collect_review_member(out, "lab", lab);
    text_printf(out, ",\"run\":\"%08x\",\"scenarios\":%s,\"items\":[\n", (unsigned)run, scenarios ? "true" : "false");
    text_append(out, items->bytes, items->length);
    text_puts(out, "],\"pages\":[\n");
    text_append(out, pages->bytes, pages->length);
    text_puts(out, "]}</script>\n<script>\n");
    for (size_t i = 0; i < sizeof script / sizeof *script; i++)
        text_puts(out, script[i]);
    text_puts(out, "</script>\n</body>\n</html>\n");
}
