using System.Text;

namespace Merlon.Flows;

/// <summary>The gate on allocated bytes: the same on every machine, where timings are not.</summary>
public class ReaderAllocationTests
{
    const string Zeek =
        "#path\tconn\n#fields\tts\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\torig_pkts\tlabel\n";
    const string Argus = "StartTime,Dur,Proto,SrcAddr,Sport,Dir,DstAddr,Dport,TotPkts,TotBytes,SrcBytes,Label\n";
    const string Cic = "Flow ID, Src IP, Src Port, Dst IP, Dst Port, Protocol, Timestamp, Flow Duration, Label\n";

    [Theory]
    [InlineData("zeek", Zeek, "1700000000.123456\t203.0.113.1\t1000\t192.0.2.1\t80\ttcp\t3\tMalicious\n")]
    [InlineData("argus", Argus, "2013/12/17 22:09:19.5,1,tcp,203.0.113.1,0x50, ->,192.0.2.1,80,5,50,30,flow=Normal\n")]
    [InlineData("cic-ids-2017", Cic, "x,203.0.113.1,80,192.0.2.1,443,6,7/7/2017 3:30,3,PortScan\n")]
    [InlineData("csv", "ts;src;dst;proto;score;label\n", "2026-01-01T12:00:00+01;203.0.113.1;192.0.2.1;udp;0.5;DDoS\n")]
    [InlineData("eve", "", EveLine)]
    [InlineData("zeek", "", ZeekJsonLine)]
    public void A_row_costs_no_allocation(string format, string header, string row)
    {
        Assert.Equal(2_000, Read(format, header, row, 2_000).Flows);   // and what is allocated once has been
        var few = Read(format, header, row, 2_000).Bytes;
        var many = Read(format, header, row, 102_000).Bytes;

        // A collection on another thread may take this one's allocation quantum, 8 KB, from it: less than a byte each.
        Assert.True(many - few < 100_000, $"{(many - few) / 100_000.0:0.00} bytes a row");
    }

    // Quotes are set when the log is made.
    const string EveLine = "{'timestamp':'2026-01-01T12:00:00.5+0200','event_type':'flow','src_ip':'203.0.113.1',"
        + "'src_port':1,'dest_ip':'192.0.2.1','proto':'TCP','flow':{'pkts_toserver':1,'alerted':true}}\n";

    const string ZeekJsonLine = "{'ts':1700000000.5,'id.orig_h':'203.0.113.1','id.orig_p':1,"
        + "'id.resp_h':'192.0.2.1','proto':'tcp','label':'Benign'}\n";

    static (long Flows, long Bytes) Read(string format, string header, string row, int rows)
    {
        var log = Encoding.UTF8.GetBytes(header + string.Concat(Enumerable.Repeat(row.Replace('\'', '"'), rows)));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var reader = FlowFormats.Open(new MemoryStream(log), "log", format, default, strict: true, out var failure)!;
        while (reader.TryRead(out _)) { }
        Assert.Equal((null, null), (failure, reader.Failure));
        return (reader.Flows, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
