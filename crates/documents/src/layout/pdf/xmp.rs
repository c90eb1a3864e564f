//! The description that machines read (XMP, ISO 16684-1): the same as the file's information says,
//! the part of the standard for archives, and what an attached invoice is (ZUGFeRD 2, 6.3).

use std::fmt::Write as _;

use quick_xml::escape::escape;

use super::Meta;
use super::attachment::Attachment;

/// What a program is called that makes these files.
pub(super) const PROGRAM: &str = "MOJO Desk";

/// The packet, read only: nobody may change it in place.
pub(super) fn packet(meta: &Meta, file: Option<&Attachment<'_>>) -> String {
    let at = meta.created_at.format("%Y-%m-%dT%H:%M:%SZ");
    let (title, author, subject) = (clean(&meta.title), clean(&meta.author), clean(&meta.subject));
    let mut packet = String::from(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n\
         <x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n\
         <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n",
    );
    // Writing into a string does not fail.
    let _ = write!(
        packet,
        "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" \
         xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\">\n\
         <pdfaid:part>3</pdfaid:part>\n\
         <pdfaid:conformance>B</pdfaid:conformance>\n\
         <dc:format>application/pdf</dc:format>\n\
         <dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">{title}</rdf:li></rdf:Alt></dc:title>\n\
         <dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>\n\
         <dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">{subject}</rdf:li></rdf:Alt></dc:description>\n\
         <pdf:Producer>{PROGRAM}</pdf:Producer>\n\
         <xmp:CreatorTool>{PROGRAM}</xmp:CreatorTool>\n\
         <xmp:CreateDate>{at}</xmp:CreateDate>\n\
         <xmp:ModifyDate>{at}</xmp:ModifyDate>\n\
         </rdf:Description>\n"
    );
    if let Some(file) = file {
        packet.push_str(&invoice(file));
    }
    packet.push_str("</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"r\"?>");
    packet
}

/// What the attached invoice is, and the words by which that is said.
fn invoice(file: &Attachment<'_>) -> String {
    let (name, level) = (file.name, file.conformance_level);
    let words: String = [
        ("DocumentFileName", "The name of the embedded XML document"),
        ("DocumentType", "The type of the hybrid document in capital letters"),
        ("Version", "The version of the standard of the embedded XML document"),
        ("ConformanceLevel", "The conformance level of the embedded XML document"),
    ]
    .map(|(name, text)| {
        format!(
            "<rdf:li rdf:parseType=\"Resource\"><pdfaProperty:name>{name}</pdfaProperty:name>\
             <pdfaProperty:valueType>Text</pdfaProperty:valueType>\
             <pdfaProperty:category>external</pdfaProperty:category>\
             <pdfaProperty:description>{text}</pdfaProperty:description></rdf:li>\n"
        )
    })
    .concat();
    format!(
        "<rdf:Description rdf:about=\"\" \
         xmlns:fx=\"urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#\">\n\
         <fx:DocumentType>INVOICE</fx:DocumentType>\n\
         <fx:DocumentFileName>{name}</fx:DocumentFileName>\n\
         <fx:Version>1.0</fx:Version>\n\
         <fx:ConformanceLevel>{level}</fx:ConformanceLevel>\n\
         </rdf:Description>\n\
         <rdf:Description rdf:about=\"\" \
         xmlns:pdfaExtension=\"http://www.aiim.org/pdfa/ns/extension/\" \
         xmlns:pdfaSchema=\"http://www.aiim.org/pdfa/ns/schema#\" \
         xmlns:pdfaProperty=\"http://www.aiim.org/pdfa/ns/property#\">\n\
         <pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType=\"Resource\">\n\
         <pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>\n\
         <pdfaSchema:namespaceURI>urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#</pdfaSchema:namespaceURI>\n\
         <pdfaSchema:prefix>fx</pdfaSchema:prefix>\n\
         <pdfaSchema:property><rdf:Seq>\n{words}</rdf:Seq></pdfaSchema:property>\n\
         </rdf:li></rdf:Bag></pdfaExtension:schemas>\n\
         </rdf:Description>\n"
    )
}

/// As text of an XML document, which has no control characters.
fn clean(text: &str) -> String {
    let text: String = text.chars().filter(|c| !c.is_control()).collect();
    escape(&text).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_does_not_break_the_packet() {
        let meta = Meta {
            title: "Rechnung <1> & \"mehr\"\u{1}".to_owned(),
            author: "Praxis".to_owned(),
            subject: String::new(),
            created_at: chrono::DateTime::UNIX_EPOCH,
        };
        let packet = packet(&meta, None);
        assert!(packet.contains("Rechnung &lt;1&gt; &amp; &quot;mehr&quot;</rdf:li>"), "{packet}");
        assert!(!packet.contains("fx:"));
    }
}
