import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Scanner;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * Reads histograms in the V2 compressed base64 form, one a line, with the original HdrHistogram (hdrhistogram.jar), and prints
 * what it finds as one JSON object a line. Run from its source: java -cp hdrhistogram.jar ReadHistograms.java
 */
public class ReadHistograms {
  private static final double[] PERCENTILES = {50, 90, 95, 99, 99.9, 99.99};

  public static void main(String[] arguments) throws Exception {
    Scanner lines = new Scanner(System.in);
    while (lines.hasNextLine()) System.out.println(describe(lines.nextLine().trim()));
  }

  private static String describe(String base64) throws Exception {
    ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(base64));
    Histogram histogram = Histogram.decodeFromCompressedByteBuffer(bytes, 0);
    StringBuilder percentiles = new StringBuilder();
    for (double percentile : PERCENTILES) append(percentiles, String.valueOf(histogram.getValueAtPercentile(percentile)));
    StringBuilder buckets = new StringBuilder();
    for (HistogramIterationValue value : histogram.recordedValues())
      append(
          buckets,
          String.format(
              "[%d,%d]",
              histogram.lowestEquivalentValue(value.getValueIteratedTo()), value.getCountAtValueIteratedTo()));
    return String.format(
        "{\"count\":%d,\"min\":%d,\"max\":%d,\"mean\":%s,\"percentiles\":[%s],\"buckets\":[%s]}",
        histogram.getTotalCount(),
        histogram.getMinNonZeroValue(),
        histogram.getMaxValue(),
        histogram.getMean(),
        percentiles,
        buckets);
  }

  private static void append(StringBuilder list, String element) {
    if (list.length() > 0) list.append(',');
    list.append(element);
  }
}
