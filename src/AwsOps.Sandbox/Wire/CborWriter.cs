using System.Buffers.Binary;
using System.Text;

namespace AwsOps.Sandbox.Wire;

/// <summary>Encodes CBOR (RFC 8949), lengths always given.</summary>
internal sealed class CborWriter
{
    private readonly MemoryStream _stream = new();

    public byte[] ToArray() => _stream.ToArray();

    public void Map(int count) => Head(5, (ulong)count);

    public void List(int count) => Head(4, (ulong)count);

    public void Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Head(3, (ulong)bytes.Length);
        _stream.Write(bytes);
    }

    public void Bytes(byte[] bytes)
    {
        Head(2, (ulong)bytes.Length);
        _stream.Write(bytes);
    }

    public void Integer(long value)
    {
        if (value < 0)
        {
            Head(1, (ulong)(-1 - value));
        }
        else
        {
            Head(0, (ulong)value);
        }
    }

    public void Boolean(bool value) => _stream.WriteByte(value ? (byte)0xF5 : (byte)0xF4);

    public void Double(double value)
    {
        Span<byte> bytes = stackalloc byte[9];
        bytes[0] = 0xFB;
        BinaryPrimitives.WriteDoubleBigEndian(bytes[1..], value);
        _stream.Write(bytes);
    }

    public void Time(DateTime time)
    {
        Head(6, 1);
        Double(Timestamps.Seconds(time));
    }

    private void Head(int major, ulong argument)
    {
        Span<byte> bytes = stackalloc byte[9];
        int length;
        switch (argument)
        {
            case < 24:
                bytes[0] = (byte)argument;
                length = 1;
                break;
            case <= byte.MaxValue:
                bytes[0] = 24;
                bytes[1] = (byte)argument;
                length = 2;
                break;
            case <= ushort.MaxValue:
                bytes[0] = 25;
                BinaryPrimitives.WriteUInt16BigEndian(bytes[1..], (ushort)argument);
                length = 3;
                break;
            case <= uint.MaxValue:
                bytes[0] = 26;
                BinaryPrimitives.WriteUInt32BigEndian(bytes[1..], (uint)argument);
                length = 5;
                break;
            default:
                bytes[0] = 27;
                BinaryPrimitives.WriteUInt64BigEndian(bytes[1..], argument);
                length = 9;
                break;
        }

        bytes[0] |= (byte)(major << 5);
        _stream.Write(bytes[..length]);
    }
}
