// Judges files as PDF/A-3b by veraPDF: reads paths from the standard input, and says for each, in one line,
// its path, a tab, and the clauses that do not hold (nothing where all do).

import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.util.TreeMap;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

public class PdfaJudge {
    private static final PDFAFlavour FLAVOUR = PDFAFlavour.PDFA_3_B;

    public static void main(String[] arguments) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        BufferedReader paths = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
        for (String path = paths.readLine(); path != null; path = paths.readLine()) {
            System.out.println(path + "\t" + judge(path));
        }
    }

    private static String judge(String path) {
        try (PDFAParser parser = Foundries.defaultInstance().createParser(new File(path), FLAVOUR)) {
            PDFAValidator validator = Foundries.defaultInstance().createValidator(FLAVOUR, false);
            ValidationResult result = validator.validate(parser);
            if (result.getTotalAssertions() == 0) {
                return "nothing was looked at";
            }
            TreeMap<String, String> broken = new TreeMap<>();
            for (TestAssertion assertion : result.getTestAssertions()) {
                if (assertion.getStatus() != TestAssertion.Status.PASSED) {
                    String clause = assertion.getRuleId().getClause() + "-"
                            + assertion.getRuleId().getTestNumber();
                    broken.putIfAbsent(clause, assertion.getMessage().replaceAll("\\s+", " "));
                }
            }
            return result.isCompliant() ? "" : broken.toString();
        } catch (Throwable error) {
            return error.toString().replaceAll("\\s+", " ");
        }
    }
}
