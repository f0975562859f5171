// Line-based JSON oracle over the ODK reference engine (@getodk/xforms-engine).
import { createRequire } from 'module';
globalThis.__dirname=process.cwd(); globalThis.require=createRequire(import.meta.url);
import { JSDOM } from 'jsdom';
import readline from 'readline';
import fs from 'fs';
const dom = new JSDOM('<!doctype html>');
globalThis.window = dom.window;
for (const k of ['document','DOMParser','XMLSerializer','Node','Element','Attr','Text','Document','XMLDocument','XPathResult','XPathException','NodeFilter','HTMLElement','Comment','CDATASection','ProcessingInstruction','DocumentType','MutationObserver','CharacterData'])
  globalThis[k]=dom.window[k];
const log=console.log; console.warn=console.error=console.info=console.debug=console.log=()=>{};
const { loadForm } = await import('@getodk/xforms-engine');
let root=null;
const str=v=>v==null?'':Array.isArray(v)?v.join(' '):(typeof v==='object'?(v.toString===Object.prototype.toString?JSON.stringify(v):String(v)):String(v));
function leaves(n,out=[]){ const s=n.currentState; const c=s.children;
  if(n.nodeType.startsWith('repeat-range')||n.nodeType==='root'||n.nodeType==='group'||n.nodeType==='repeat-instance'){ if(n.nodeType!=='root') out.push({ref:s.reference,kind:n.nodeType,relevant:s.relevant,readonly:s.readonly,label:s.label?.asString??null,count:c.length}); for(const k of c??[]) leaves(k,out); }
  else out.push({ref:s.reference,kind:n.nodeType,type:n.valueType,selectType:n.selectType,relevant:s.relevant,readonly:s.readonly,required:s.required,label:s.label?.asString??null,hint:s.hint?.asString??null,value:s.instanceValue??str(s.value),options:s.valueOptions?s.valueOptions.map(o=>[o.value,o.label?.asString]):null, violation:n.validationState?.violation?.condition??null, message:n.validationState?.violation?.message?.asString??null,
   range: n.nodeType==='range'?[n.definition.bounds?.min,n.definition.bounds?.max,n.definition.bounds?.step].map(x=>x==null?null:String(x)):undefined});
  return out; }
// a form's files, by name; one that is not there is a 404, which the engine takes for an empty list
function attachment(files, url){ const name=decodeURIComponent(String(url).split('/').pop()); const text=files[name];
  const kind={csv:'text/csv',xml:'text/xml',geojson:'application/geo+json'}[name.split('.').pop()]??'application/octet-stream';
  return text===undefined ? new Response('',{status:404}) : new Response(text,{status:200,headers:{'content-type':kind}}); }
function find(n,ref){ const s=n.currentState; if(s.reference===ref && !n.nodeType.startsWith('repeat-instance')) return n; for(const k of s.children??[]){const f=find(k,ref); if(f) return f;} return null; }
const rl=readline.createInterface({input:process.stdin});
for await (const line of rl){ let r; try{ const m=JSON.parse(line);
  if(m.op==='load'){ const f=await loadForm(m.xml??fs.readFileSync(m.path,'utf8'), {fetchFormAttachment: async(url)=>attachment(m.files??{}, url), missingResourceBehavior:'BLANK'});
    if(f.status==='failure') r={error:String(f.error.message).slice(0,300)}; else { root=f.createInstance({preloadProperties:{}}).root; r={status:f.status,languages:root.languages?.map?.(l=>l.language)}; } }
  else if(m.op==='language'){ const l=root.languages.find(l=>l.language===m.language); root.setLanguage(l); r={ok:true}; }
  else if(m.op==='snapshot') r={leaves:leaves(root)};
  else if(m.op==='xml') r={xml: root.instanceState.instanceXML};
  else if(m.op==='add'){ const n=find(root,m.ref); n.addInstances(n.currentState.children.length-1); r={ok:true}; }
  else if(m.op==='remove'){ const n=find(root,m.ref); n.removeInstances(m.index,1); r={ok:true}; }
  else if(m.op==='cpu'){ const u=process.cpuUsage(); r={micros:u.user+u.system}; }
  else if(m.op==='look'){ const n=find(root,m.ref); r={leaf: n?leaves(n)[0]??null:null}; }
  else if(m.op==='set'){ const n=find(root,m.ref); const v=m.value;
    if(n.nodeType==='select') n.selectValues(v===''?[]:n.selectType==='select1'?[v]:v.split(' ')); else if(n.nodeType==='rank') n.setValues(v===''?[]:v.split(' ')); else if(n.nodeType==='trigger') n.setValue(v!==''); else if(n.nodeType==='upload') n.setValue(v===''?null:new File([v],v)); else n.setValue(v); r={ok:true}; }
  }catch(e){ r={error:String(e?.message??e).slice(0,300)} } log(JSON.stringify(r)); }
process.exit(0);
